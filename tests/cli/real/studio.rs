//! `Studio`: a project whose pictures are painted, judged and refined by a service over HTTP.

use std::ops::Deref;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::{Run, TestProject};
use crate::paid::game::{Calls, NONE};
pub(crate) use crate::paid::game::{ONE, THREE};
use crate::service::{Brand, FakeServer};

/// The key of the services. It must turn up nowhere.
pub(crate) const KEY: &str = "AIza-hush-7c1f40d95be2";

/// The login of a server that has one. It must turn up nowhere.
pub(crate) const LOGIN: &str = "artist:hush-3e81b0c7";

/// A project, and the service that it asks.
pub(crate) struct Studio {
    project: TestProject,
    pub(crate) service: FakeServer,
    /// What the program finds in its environment.
    variables: Vec<(String, String)>,
}

/// What a build came to.
pub(crate) struct Made {
    pub(crate) run: Run,
    /// Paintings, verdicts and texts that the service was asked for.
    pub(crate) calls: Calls,
    /// What the service billed, in dollars.
    pub(crate) billed: f64,
    /// The lines of `--json`.
    pub(crate) events: Vec<Value>,
}

impl Deref for Studio {
    type Target = TestProject;

    fn deref(&self) -> &TestProject {
        &self.project
    }
}

impl Studio {
    /// These assets, all models Google's; there is a style `dots`. Everything scores 95.
    pub(crate) fn google(assets: &str) -> Studio {
        let models = "image = \"google/gemini-nano-banana-2.1\"\n\
                      judge = \"google/gemini-3.8-flash\"\nrefine = \"google/gemini-3.8-flash\"\n";
        let studio = Studio::of(Brand::Google, models, assets);
        let url = studio.service.url();
        studio.with("GEMINI_API_KEY", KEY).with("GOOGLE_GEMINI_BASE_URL", &url)
    }

    /// These assets, painted by this model of Google's below a path of the service, and measured.
    pub(crate) fn google_at(path: &str, model: &str, assets: &str) -> Studio {
        let studio = Studio::measured(Brand::Google, model, assets);
        let url = format!("{}{path}", studio.service.url());
        studio.with("GEMINI_API_KEY", KEY).with("GOOGLE_GEMINI_BASE_URL", &url)
    }

    /// These assets, painted by Google's default model and measured.
    pub(crate) fn gemini(assets: &str) -> Studio {
        Studio::google_at("", "google/gemini-nano-banana-2.1", assets)
    }

    /// These assets, painted by OpenAI's fast model and measured.
    pub(crate) fn openai(assets: &str) -> Studio {
        let studio = Studio::measured(Brand::OpenAi, "openai/gpt-image-2.5-flare", assets);
        let url = format!("{}/v1", studio.service.url());
        studio.with("OPENAI_API_KEY", KEY).with("OPENAI_BASE_URL", &url)
    }

    /// These assets, painted by whatever a server on this machine has loaded.
    pub(crate) fn a1111(assets: &str) -> Studio {
        let studio = Studio::measured(Brand::A1111, "a1111/loaded", assets);
        let url = studio.service.url();
        studio.with("A1111_BASE_URL", &url)
    }

    /// The same behind a login. Where it is, nothing says yet.
    pub(crate) fn locked_a1111(assets: &str) -> Studio {
        let mut studio = Studio::measured(Brand::A1111, "a1111/loaded", assets);
        studio.service = FakeServer::start(Brand::A1111, LOGIN);
        studio
    }

    /// These assets, painted by a graph of the user's.
    pub(crate) fn comfyui(assets: &str) -> Studio {
        let studio = Studio::measured(Brand::ComfyUi, "comfyui/sprites@1", assets);
        let can = "\n[provider.comfyui.sprites]\nalpha = \"none\"\nreferences = 1\n";
        studio.append("assetbuild.toml", can);
        let graph = studio.store().with_file_name("graph.json");
        std::fs::write(&graph, GRAPH).unwrap();
        studio.config(&format!("[comfyui.sprites]\ngraph = '{}'\n{PLACES}", graph.display()));
        let url = studio.service.url();
        studio.with("COMFYUI_BASE_URL", &url)
    }

    /// These assets, at their true size.
    pub(crate) fn retrodiffusion(assets: &str) -> Studio {
        let studio = Studio::measured(Brand::RetroDiffusion, "retrodiffusion/rd_pro", assets);
        let url = studio.service.url();
        studio.with("RETRODIFFUSION_API_KEY", KEY).with("RETRODIFFUSION_BASE_URL", &url)
    }

    /// These assets, at their true size.
    pub(crate) fn pixellab(assets: &str) -> Studio {
        let studio = Studio::measured(Brand::PixelLab, "pixellab/pixflux", assets);
        let url = studio.service.url();
        studio.with("PIXELLAB_SECRET", KEY).with("PIXELLAB_BASE_URL", &url)
    }

    /// These assets, painted by Seedream.
    pub(crate) fn seedream(assets: &str) -> Studio {
        let studio = Studio::measured(Brand::Seedream, "seedream/seedream-5-5-261028", assets);
        let url = format!("{}/api/v3", studio.service.url());
        studio.with("ARK_API_KEY", KEY).with("ARK_BASE_URL", &url)
    }

    /// These assets, painted by OpenAI's fast model behind a gateway.
    pub(crate) fn router(assets: &str) -> Studio {
        let model = "comfy-router/openai/gpt-image-2.5-flare";
        let studio = Studio::measured(Brand::Router, model, assets);
        let url = studio.service.url();
        studio.with("COMFY_API_KEY", KEY).with("COMFY_ROUTER_BASE_URL", &url)
    }

    /// Painted by this model; whatever it is, it is good enough.
    fn measured(brand: Brand, model: &str, assets: &str) -> Studio {
        let models = format!(
            "image = \"{model}\"\njudge = \"builtin/measure\"\nrefine = \"builtin/rules\"\n"
        );
        let studio = Studio::of(brand, &models, assets);
        studio.edit("assetbuild.toml", "target = 90", "target = 1");
        studio.edit("art/styles.toml", "size = 16", "size = 32");
        studio
    }

    /// These assets, painted by a service of this brand.
    pub(crate) fn of(brand: Brand, models: &str, assets: &str) -> Studio {
        let project = TestProject::empty();
        project.write("assetbuild.toml", &format!("{HEAD}\n[models]\n{models}\n{REST}"));
        project.write("art/styles.toml", STYLES);
        project.write("art/brief.jinja", "A picture of {{ subject }}. {{ background }}\n");
        project.write("art/assets.toml", assets);
        Studio { project, service: FakeServer::start(brand, KEY), variables: vec![] }
    }

    /// The same with one more variable in its environment.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Studio {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The program, with the key in its environment.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.project.run_with(args, &self.set())
    }

    /// [`Studio::run`] until the first durable step of this kind, where it is killed.
    #[track_caller]
    pub(crate) fn crash(&self, args: &[&str], step: &str) {
        let at = format!("{step}:1");
        let crash = ("ASSETBUILD_TEST_CRASH", at.as_str());
        let run = self.project.run_with(args, &[self.set(), vec![crash]].concat());
        assert_eq!(run.code, None, "no `{at}`: {}", run.shown());
    }

    fn set(&self) -> Vec<(&str, &str)> {
        self.variables.iter().map(|(name, it)| (name.as_str(), it.as_str())).collect()
    }

    /// The same, not yet started, for tests that do so on their own.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.project.command(args);
        command.envs(self.variables.iter().map(|(name, it)| (name, it)));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Plans and builds. The plan calls nothing, and what the service bills is what the build
    /// says, within the prices of the plan.
    #[track_caller]
    pub(crate) fn build(&self, flags: &[&str]) -> Made {
        let plan = self.made(&[&["build", "-n"], flags].concat());
        assert_eq!((plan.calls, plan.billed), (NONE, 0.0), "a plan called a model");
        let made = self.made(&[&["build", "--yes"], flags].concat());
        let (low, high) = (plan.told("usd_low"), plan.told("usd_high"));
        let (billed, shown) = (made.billed, made.run.shown());
        assert!(billed <= high + 1e-9, "{billed} billed, at most {high} planned: {shown}");
        let whole = made.run.code == Some(0);
        assert!(!whole || billed >= low - 1e-9, "{billed} billed, at least {low} planned: {shown}");
        made
    }

    /// [`Studio::build`], and nothing got lost: the build knows to a billionth what was billed.
    #[track_caller]
    pub(crate) fn build_exactly(&self, flags: &[&str]) -> Made {
        let made = self.build(flags);
        let (billed, told) = (made.billed, made.told("usd_spent"));
        let shown = made.run.shown();
        assert!((told - billed).abs() < 2e-9, "{told} told, {billed} billed: {shown}");
        made
    }

    /// Runs with `--json`, and counts.
    pub(crate) fn made(&self, args: &[&str]) -> Made {
        let (counts_before, usd_before) = self.so_far();
        let run = self.run(&[&["--json"], args].concat());
        let (counts, usd) = self.so_far();
        let calls = [0, 1, 2].map(|idx: usize| counts[idx] - counts_before[idx]);
        let events = run.out.lines().filter_map(|it| serde_json::from_str(it).ok()).collect();
        Made { calls, billed: usd - usd_before, events, run }
    }

    fn so_far(&self) -> (Calls, f64) {
        let ledger = self.service.ledger();
        (ledger.counts(), ledger.usd())
    }
}

impl Made {
    /// It did all that it was to do, and asked for this much.
    #[track_caller]
    pub(crate) fn cost(self, calls: Calls) -> Made {
        self.ends(0, calls)
    }

    /// It ended with this code, and asked for this much.
    #[track_caller]
    pub(crate) fn ends(self, code: i32, calls: Calls) -> Made {
        let wanted = (Some(code), calls);
        assert_eq!((self.run.code, self.calls), wanted, "{}", self.run.shown());
        self
    }

    /// A number of the summary.
    #[track_caller]
    pub(crate) fn told(&self, key: &str) -> f64 {
        let last = self.events.last();
        let number = last.and_then(|it| it[key].as_f64());
        number.unwrap_or_else(|| panic!("no `{key}`: {}", self.run.shown()))
    }

    /// What is said of an asset.
    #[track_caller]
    pub(crate) fn asset(&self, name: &str) -> &Value {
        let found = self.events.iter().find(|it| it["name"] == name);
        found.unwrap_or_else(|| panic!("no `{name}`: {}", self.run.shown()))
    }
}

/// As ComfyUI exports it for its API.
const GRAPH: &str = r#"{
  "3": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 20, "model": ["4", 0],
        "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
  "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "pixel.safetensors"}},
  "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512}},
  "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["4", 1]}},
  "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["4", 1]},
        "_meta": {"title": "Negative prompt"}},
  "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
  "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0]}},
  "12": {"class_type": "LoadImage", "inputs": {"image": "none.png"}}
}"#;

/// Where in it the program puts what.
const PLACES: &str = r#"
prompt = "6.text"
avoid = "Negative prompt.text"
seed = "3.seed"
width = "5.width"
height = "5.height"
references = ["12.image"]
output = "9"
"#;

const HEAD: &str = "[project]\nname = \"test\"\nedition = \"2026\"\n";

const REST: &str = r#"
[quality]
target = 90
max-attempts = 5

[budget]
per-build = 50.0
per-asset = 10.0
ask-above = 100.0
"#;

const STYLES: &str = r##"
[style.dots]
template = "art/brief.jinja"
palette = ["#2D2D2D", "#F4A460", "#8FBC8F", "#4A90E2"]
palette-mode = "lock"
check = { max-colors = 16 }
rubric = { style = 25, technical = 20, transparency = 20, game-fit = 20, composition = 15 }
size = 16
scale = 2
"##;
