//! A few assets that need each other, and a builder that makes them with scripted models.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::action::{AtlasScale, Axis, CheckSpec, DataFormat, Edit, PackOptions, Picture, Words};
use crate::digest::Digest;
use crate::lock::{Pick, Record};
use crate::money::Usd;
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;
use crate::plan::tests::asset::{asset, model, painted, part};
use crate::plan::tests::lookups::Tables;
use crate::plan::tests::script::{Act, Drive, Pinned, Ride, World, pinned, record};
use crate::plan::{
    Assets, BuildRequest, Decision, Job, Plan, Product, Products, Records, Scope, Snapshot, Usual,
    keys,
};
use crate::resolve::{
    Asset, Atlas, AtlasEntry, Derived, Kind, Painted, Reference, Source, SourceFinishing,
    output_paths,
};

pub(crate) fn name(text: &str) -> AssetName {
    AssetName::parse(text).unwrap()
}

/// Something that a model outside paints, in words of its own.
pub(crate) fn painting(text: &str, references: &[&str]) -> Asset {
    asset(text, Kind::Painted(Box::new(worded(painted(&[&[""]]), text, references))))
}

/// The same by the artist in this program.
pub(crate) fn drawing(text: &str, references: &[&str]) -> Asset {
    let mut it = worded(painted(&[&[""]]), text, references);
    it.quality.judge = model("builtin/measure");
    it.quality.refiner = model("builtin/rules");
    it.stages[0].paintings[0].words.model = model("builtin/sketch");
    asset(text, Kind::Painted(Box::new(it)))
}

/// Gives paintings words of their own, and shows these assets to the first of them.
pub(crate) fn worded(mut it: Painted, text: &str, references: &[&str]) -> Painted {
    for painting in it.stages.iter_mut().flat_map(|it| &mut it.paintings) {
        painting.words.prompt = format!("a {text} {} {}", painting.part, Words::BACKGROUND);
    }
    let references =
        references.iter().map(|it| Reference::Asset { name: name(it), part: PartName::default() });
    it.stages[0].paintings[0].references.extend(references);
    it
}

/// A picture that is another one, mirrored.
pub(crate) fn mirrored(text: &str, from: &str) -> Asset {
    let kind = Kind::Derived(Derived {
        from: name(from),
        part: PartName::default(),
        edits: vec![Edit::Mirror(Axis::Horizontal)],
        scale: 4,
        from_scale: 4,
        pixel_art: true,
    });
    asset(text, kind)
}

/// A file of the user's.
pub(crate) fn copied(text: &str, pixels: &str) -> Asset {
    let kind = Kind::Source(Source {
        path: ProjectPath::parse(&format!("{text}.png")).unwrap(),
        pixels: Digest::of(pixels.as_bytes()),
        file_size: [32, 32],
        finishing: SourceFinishing { scale: 1, ..SourceFinishing::default() },
        check: CheckSpec { transparent: false, ..painted(&[&[""]]).check },
    });
    asset(text, kind)
}

/// The first pictures of some assets in one.
pub(crate) fn packed(text: &str, of: &[&str]) -> Asset {
    let entry = |it: &&str| AtlasEntry {
        name: (*it).to_owned(),
        asset: name(it),
        part: PartName::default(),
    };
    let options = PackOptions {
        image: text.to_owned(),
        grid: false,
        cells: BTreeMap::new(),
        max_size: 64,
        padding: 0,
        extrude: 0,
        power_of_two: false,
        trim: false,
        format: DataFormat::Hash,
        scales: vec![AtlasScale::ONE],
        marks: BTreeMap::new(),
        sequences: Vec::new(),
    };
    asset(text, Kind::Atlas(Atlas { entries: of.iter().map(entry).collect(), options }))
}

/// A project: assets in the order of building, and what became of them.
pub(crate) struct TestProject {
    pub(crate) assets: Assets,
    pub(crate) records: Records,
    pub(crate) assumed: Records,
    pub(crate) scope: Scope,
    pub(crate) request: BuildRequest,
    pub(crate) tables: Tables,
    /// What those hand on that were built last.
    products: Products,
}

impl TestProject {
    /// A project of which nothing is built, with what the painter does.
    pub(crate) fn new(script: &[Act], assets: impl IntoIterator<Item = Asset>) -> TestProject {
        let assets: Assets = assets.into_iter().map(|it| (it.name.clone(), Arc::new(it))).collect();
        let sources = assets.values().flat_map(|it| crate::plan::source_files(it));
        let tables = Tables {
            world: Arc::new(World::new(script)),
            sources: sources.collect(),
            ..Tables::default()
        };
        TestProject {
            assets,
            records: Records::new(),
            assumed: Records::new(),
            scope: Scope::whole(),
            request: BuildRequest::default(),
            tables,
            products: Products::new(),
        }
    }

    /// The same, built.
    pub(crate) fn built(script: &[Act], assets: impl IntoIterator<Item = Asset>) -> TestProject {
        let mut res = TestProject::new(script, assets);
        res.build();
        res
    }

    pub(crate) fn plan(&self) -> Plan {
        self.snapshot(&self.records).plan()
    }

    pub(crate) fn snapshot<'a>(&'a self, records: &'a Records) -> Snapshot<'a> {
        Snapshot {
            assets: &self.assets,
            records,
            assumed: self.assumed.clone(),
            undeclared: Vec::new(),
            scope: self.scope.clone(),
            request: &self.request,
            per_asset: Usd::MAX,
            hold_cascade: false,
            held: Usd::ZERO,
            lookups: &self.tables,
            usual: Box::new(|| Usual::of(&self.records)),
        }
    }

    /// Makes all that is not fresh, each asset after what it needs, and records it.
    pub(crate) fn build(&mut self) {
        for it in self.assets.keys().cloned().collect::<Vec<_>>() {
            self.build_one(&it);
        }
    }

    /// Makes an asset, unless it is fresh or something that it needs is not there.
    pub(crate) fn build_one(&mut self, name: &AssetName) {
        let asset = Arc::clone(&self.assets[name]);
        let own = self.records.get_key_value(name);
        let own = own.into_iter().map(|(name, it)| (name.clone(), it.clone())).collect();
        let (item, mut product) = self.snapshot(&own).decide(&asset, &self.products, false);
        if let (Decision::Dirty(_), Some(job)) = (&item.decision, &item.job) {
            let record = self.make(job);
            product = match record.pictures.is_empty() {
                true => Product::Missing,
                false => Product::of(&asset, &record, &job.task.inputs),
            };
            self.records.insert(name.clone(), record);
        }
        self.products.insert(name.clone(), product);
    }

    fn make(&mut self, job: &Job) -> Record {
        let task = &job.task;
        if let Some(progress) = job.start.clone() {
            let world = Arc::make_mut(&mut self.tables.world);
            let ride = Drive { world, task, progress, fuel: usize::MAX }.run();
            let Ride::Done(outcome) = ride else { panic!("{ride:?}") };
            let quality = keys::quality(task.painted().unwrap());
            let before = job.base.clone().map(|brief| Pinned { brief, quality });
            return record(task, &outcome, pinned(task, before.as_ref(), &outcome));
        }
        let finish = task.finish(&[], &[]);
        let picture = |part: PartName| {
            let pixels = Digest::key("test pixels", &(finish, &part));
            (part, Picture { pixels, blob: pixels, width: 32, height: 32 })
        };
        let parts = match task.asset.kind {
            Kind::Atlas(_) => vec![part("0")],
            _ => task.asset.parts(),
        };
        let outputs = output_paths(&task.asset);
        let written: BTreeMap<_, _> =
            outputs.files().map(|it| (it.clone(), Digest::of(b"file"))).collect();
        Record {
            finish: Some(finish),
            pictures: parts.into_iter().map(picture).collect(),
            outputs: written,
            ..Record::default()
        }
    }

    /// Changes what is declared of an asset.
    pub(crate) fn edit(&mut self, text: &str, edit: impl FnOnce(&mut Painted)) {
        let asset = Arc::make_mut(self.assets.get_mut(&name(text)).unwrap());
        let Kind::Painted(painted) = &mut asset.kind else { unreachable!("it is painted") };
        edit(painted);
    }

    /// Shows the `idx`th painting that was taken, as if a person had picked it.
    pub(crate) fn pick(&mut self, text: &str, idx: usize) {
        let task = self.plan().items[&name(text)].job.as_ref().unwrap().task.clone();
        let record = self.records.get_mut(&name(text)).unwrap();
        let brief = &mut record.briefs[0];
        let taken = brief.taken[idx].clone();
        brief.picks = vec![Pick {
            part: taken.part,
            origin: taken.origin,
            answer: Some(taken.answer),
            attempt: taken.attempt,
            score: taken.score,
            by_person: true,
        }];
        record.finish = Some(task.finish(&brief.picks, &brief.taken));
    }
}
