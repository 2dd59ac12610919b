//! `World`: a project that is a script, for tests of the loop.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::event::{DataChange, ModifyKind};
use notify::{Event, EventKind};
use tempfile::TempDir;

use crate::diagnostic::{Anchor, Code, Diagnostic, Place};
use crate::model::{ModelId, Role};
use crate::money::{PriceRange, Usd};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{BuildRequest, Decision, Effort, Made, Plan, PlanItem};
use crate::project::{ProjectError, Watched};
use crate::run::{AssetReport, AssetState, BuildEvent, BuildReport, EventSink, Left, Stop};
use crate::watch::debounce::Pace;
use crate::watch::folders::Folders;
use crate::watch::hints::Hints;
use crate::watch::inbox::Inbox;
use crate::watch::rebuild::Rebuild;
use crate::watch::rounds::Rounds;
use crate::watch::{ExitReason, Notice, PaidPolicy, Sources, WatchError, WatchOptions, WatchUi};

/// Hints are taken at once, and no hint means idle at once.
const AT_ONCE: Pace = Pace {
    quiet: Duration::ZERO,
    at_most: Duration::ZERO,
    idle: Duration::ZERO,
    git: Duration::ZERO,
    gone: Duration::ZERO,
};

pub(crate) type Step = Box<dyn Fn(&World)>;

/// What a test is played in.
pub(crate) struct World {
    folder: TempDir,
    pub(crate) inbox: Inbox,
    /// Goes up with every change of a file that matters.
    pub(crate) revision: Cell<u32>,
    pub(crate) is_broken: Cell<bool>,
    /// What paid work is left costs.
    pub(crate) unpaid: Cell<Usd>,
    pub(crate) fails: Cell<bool>,
    /// What the next look finds gone.
    pub(crate) gone: RefCell<BTreeSet<PathBuf>>,
    pub(crate) says_yes: Cell<bool>,
    /// Played before each wait; Ctrl-C when there are no more.
    steps: RefCell<VecDeque<Step>>,
    /// Played during each build.
    during: RefCell<VecDeque<Step>>,
    pub(crate) during_question: RefCell<Option<Step>>,
    log: RefCell<Vec<String>>,
}

impl World {
    pub(crate) fn new() -> World {
        World {
            folder: tempfile::tempdir().unwrap(),
            inbox: Inbox::default(),
            revision: Cell::new(1),
            is_broken: Cell::new(false),
            unpaid: Cell::new(Usd::ZERO),
            fails: Cell::new(false),
            gone: RefCell::default(),
            says_yes: Cell::new(false),
            steps: RefCell::default(),
            during: RefCell::default(),
            during_question: RefCell::default(),
            log: RefCell::default(),
        }
    }

    pub(crate) fn step(self, step: impl Fn(&World) + 'static) -> World {
        self.steps.borrow_mut().push_back(Box::new(step));
        self
    }

    pub(crate) fn during(self, step: impl Fn(&World) + 'static) -> World {
        self.during.borrow_mut().push_back(Box::new(step));
        self
    }

    /// The watcher tells of a file.
    pub(crate) fn touch(&self, file: &str) {
        let kind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        self.inbox.take(Ok(Event::new(kind).add_path(self.folder.path().join(file))));
    }

    /// A file that matters changes.
    pub(crate) fn edit(&self, file: &str) {
        self.revision.set(self.revision.get() + 1);
        self.touch(file);
    }

    pub(crate) fn write_lock(&self, text: &str) {
        std::fs::write(self.folder.path().join("assetbuild.lock"), text).unwrap();
    }

    fn say(&self, line: impl Into<String>) {
        self.log.borrow_mut().push(line.into());
    }

    pub(crate) fn play(
        self,
        options: WatchOptions,
    ) -> (Result<ExitReason, WatchError>, Vec<String>) {
        let root = self.folder.path().to_owned();
        let mut project = FakeProject { world: &self, root, seen: 0 };
        let (mut folders, mut ui) = (FakeFolders(&self), FakeUi(&self));
        let res =
            Rounds::new(&mut project, &mut folders, &mut ui, &self.inbox, options, AT_ONCE).run();
        let log = self.log.take();
        (res, log)
    }

    /// What happened, without the looks.
    pub(crate) fn log(self, options: WatchOptions) -> Vec<String> {
        let (res, log) = self.play(options);
        assert_eq!(res.unwrap(), ExitReason::Interrupted);
        log.into_iter().filter(|it| it != "look").collect()
    }
}

struct FakeProject<'a> {
    world: &'a World,
    root: PathBuf,
    seen: u32,
}

impl Rebuild for FakeProject<'_> {
    fn root(&self) -> &Path {
        &self.root
    }

    fn refresh(&mut self, _: &Hints) -> Result<bool, ProjectError> {
        self.world.say("look");
        let news = self.seen != self.world.revision.get();
        self.seen = self.world.revision.get();
        Ok(news)
    }

    fn take_gone(&mut self) -> BTreeSet<PathBuf> {
        self.world.gone.take()
    }

    fn watched(&self) -> Watched {
        let dirs = vec![self.root.clone(), self.root.join("art")];
        Watched { dirs, out: self.root.join("art/out") }
    }

    fn show_diagnostics(&self, ui: &mut dyn WatchUi) {
        let file = ProjectPath::parse("art/hero.toml").unwrap();
        let at = Anchor { file, place: Place::File };
        let found = self.world.is_broken.get().then(|| Diagnostic::error(Code::Syntax, at, "no"));
        ui.diagnostics(found.as_slice(), &|_| None);
    }

    fn budget(&self) -> Usd {
        dollars(2.5)
    }

    fn plan(&mut self, _request: &BuildRequest) -> Result<Arc<Plan>, ProjectError> {
        let items = [item("hero", self.world.unpaid.get()), item("logo", Usd::ZERO)];
        let items = items.map(|it| (it.name.clone(), Arc::new(it))).into();
        Ok(Arc::new(Plan { items, ..Plan::default() }))
    }

    fn build(
        &mut self,
        request: &BuildRequest,
        events: Arc<dyn EventSink>,
        stop: Stop,
    ) -> Result<BuildReport, ProjectError> {
        let (world, money) = (self.world, if request.paid { "paid" } else { "free" });
        let most = request.budget(self.budget());
        world.say(format!("build {money} up to {most}, improve {}", request.improve));
        let step = world.during.borrow_mut().pop_front();
        if let Some(step) = step {
            step(world);
        }
        let mut report = BuildReport { interrupted: stop.is_set(), ..BuildReport::default() };
        if request.fail_fast {
            stop.soft();
        }
        if report.interrupted {
            return Ok(report);
        }
        let usd = world.unpaid.get();
        if request.paid && !usd.is_zero() && usd <= most {
            let (name, model) = (AssetName::parse("hero").unwrap(), model());
            let took = Duration::ZERO;
            events.event(BuildEvent::Called { name, model, role: Role::Paint, usd, took });
            report.usd_spent = usd;
            world.unpaid.set(Usd::ZERO);
        } else if !usd.is_zero() {
            let why = if request.paid { Left::PerBuild } else { Left::Unpaid };
            report.assets.push(asset("hero", AssetState::Left { why }));
        }
        if world.fails.get() {
            return Err(ProjectError::UnknownCall { id: "the disk is full".into() });
        }
        Ok(report)
    }
}

struct FakeFolders<'a>(&'a World);

impl Folders for FakeFolders<'_> {
    fn follow(&mut self, _watched: &Watched, _hints: &Hints) -> Result<bool, WatchError> {
        Ok(false)
    }

    fn notice(&mut self) -> Option<Notice> {
        None
    }

    /// Asked before each wait: the moment at which a test goes on.
    fn poll(&self) -> Option<Duration> {
        let step = self.0.steps.borrow_mut().pop_front();
        match step {
            Some(step) => step(self.0),
            None => self.0.inbox.interrupt(),
        }
        None
    }
}

struct FakeUi<'a>(&'a World);

impl WatchUi for FakeUi<'_> {
    fn events(&self) -> Arc<dyn EventSink> {
        struct Nobody;
        impl EventSink for Nobody {
            fn event(&self, _event: BuildEvent) {}
        }
        Arc::new(Nobody)
    }

    fn diagnostics(&mut self, found: &[Diagnostic], _sources: Sources<'_>) {
        self.0.say(format!("{} diagnostics", found.len()));
    }

    fn building(&mut self) {}

    fn built(&mut self, report: &BuildReport) {
        self.0.say(if report.interrupted { "cut short" } else { "built" });
    }

    fn ask(&mut self, price: PriceRange, assets: &[AssetName]) -> bool {
        let names: Vec<&str> = assets.iter().map(AssetName::as_str).collect();
        self.0.say(format!("ask {price} for {}", names.join(", ")));
        if let Some(step) = self.0.during_question.take() {
            step(self.0);
        }
        self.0.says_yes.get()
    }

    fn waiting(&mut self) {
        self.0.say("waiting");
    }

    fn notice(&mut self, notice: &Notice) {
        self.0.say(notice.to_string());
    }

    fn trouble(&mut self, error: &ProjectError) {
        self.0.say(error.to_string());
    }
}

pub(crate) fn dollars(amount: f64) -> Usd {
    Usd::from_f64(amount).unwrap()
}

fn model() -> ModelId {
    "exec/painter".parse().unwrap()
}

fn asset(name: &str, state: AssetState) -> AssetReport {
    let (name, folder) = (AssetName::parse(name).unwrap(), ProjectPath::parse("image").unwrap());
    AssetReport { state, target: 90, ..AssetReport::fresh(name, folder, Made::Painted(model())) }
}

fn item(name: &str, usd: Usd) -> PlanItem {
    PlanItem {
        name: AssetName::parse(name).unwrap(),
        folder: ProjectPath::parse("image").unwrap(),
        set: None,
        made: Made::Painted(model()),
        decision: Decision::Dirty(Effort::Paint),
        reasons: Vec::new(),
        price: PriceRange { low: usd, high: usd },
        likely: usd,
        closed: None,
        saved: Usd::ZERO,
        score: None,
        target: 90,
        checks_hold: None,
        unjudged: false,
        chosen: None,
        files: Vec::new(),
        job: None,
    }
}

pub(crate) fn options(paid: PaidPolicy) -> WatchOptions {
    WatchOptions { request: BuildRequest::default(), paid, poll: None, away: None }
}
