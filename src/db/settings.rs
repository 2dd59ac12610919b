//! Queries of the workspace file.

use std::sync::Arc;

use crate::db::engine::Db;
use crate::db::files::parsed;
use crate::db::inputs::Workspace;
use crate::diagnostic::Diagnostic;
use crate::manifest::Manifest;
use crate::model::{Abilities, ModelId, Role, builtin_abilities};
use crate::resolve;
use crate::resolve::ProjectSettings;

/// What the workspace file says.
#[derive(Debug, PartialEq)]
pub(crate) struct Settings {
    /// With every default filled in.
    pub(crate) project: Arc<ProjectSettings>,
    /// What is wrong with it.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// What the workspace file says; all defaults if it is not there.
#[salsa::tracked]
pub(crate) fn settings(db: &dyn Db, workspace: Workspace) -> Settings {
    let path = workspace.file(db);
    db.ran("settings", path);
    let file = workspace.manifests(db).iter().find(|it| it.path(db) == path);
    let none = Manifest::default();
    let manifest = file.map_or(&none, |it| &parsed(db, *it).0.manifest);
    let (project, diagnostics) = resolve::project(path, manifest);
    Settings { project: Arc::new(project), diagnostics }
}

/// The project alone: what is wrong with it may change without it.
#[salsa::tracked]
pub(crate) fn project(db: &dyn Db, workspace: Workspace) -> Arc<ProjectSettings> {
    settings(db, workspace).project.clone()
}

/// What a model can do; `None` if there is no such model.
pub(crate) fn abilities(db: &dyn Db, model: &ModelId) -> Option<Abilities> {
    if model.is_builtin() {
        return builtin_abilities(model.name());
    }
    let program = project(db, db.workspace()).program(model).map(|it| it.abilities.clone());
    match model.provider() {
        "exec" => return program,
        // Graphs paint, whatever they are said to do beside it.
        "comfyui" if program.is_some() => {
            return program.map(|it| Abilities { roles: vec![Role::Paint], ..it });
        }
        _ => {}
    }
    db.workspace().catalog(db).abilities(model)
}
