//! `Endpoint`: the address and the kind of key of each service, and the variables that hold them.

/// How a service is reached where the user says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// The provider.
    pub provider: &'static str,
    /// How its requests are authenticated.
    pub auth: Auth,
    /// Variables of the environment that may hold the key; the first that is set counts. None for
    /// services without keys.
    pub key_variables: &'static [&'static str],
    /// The variable of the environment that may hold another address.
    pub url_variable: Option<&'static str>,
    /// The service's own address.
    pub url: &'static str,
    /// The version of its interface, where that is a part of paths.
    pub api_version: &'static str,
    /// Where a person gets a key.
    pub keys_at: &'static str,
}

/// How requests to a service are authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// A key of the user's account. Without one nothing is sent.
    Key,
    /// `user:password`, as HTTP Basic has it, where the server was started with one.
    Login,
    /// Not at all.
    None,
}

/// Every service that is reached over HTTP. Variables are named as the official SDKs name them.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        provider: "google",
        auth: Auth::Key,
        key_variables: &["GOOGLE_API_KEY", "GEMINI_API_KEY"],
        url_variable: Some("GOOGLE_GEMINI_BASE_URL"),
        url: "https://generativelanguage.googleapis.com",
        api_version: "v1beta",
        keys_at: "https://aistudio.google.com/apikey",
    },
    Endpoint {
        provider: "openai",
        auth: Auth::Key,
        key_variables: &["OPENAI_API_KEY"],
        url_variable: Some("OPENAI_BASE_URL"),
        url: "https://api.openai.com/v1",
        api_version: "",
        keys_at: "https://platform.openai.com/api-keys",
    },
    Endpoint {
        provider: "seedream",
        auth: Auth::Key,
        key_variables: &["ARK_API_KEY"],
        url_variable: Some("ARK_BASE_URL"),
        url: "https://ark.ap-southeast.bytepluses.com/api/v3",
        api_version: "",
        keys_at: "https://console.byteplus.com/ark/region:ark+ap-southeast-1/apikey",
    },
    Endpoint {
        provider: "comfy-router",
        auth: Auth::Key,
        key_variables: &["COMFY_API_KEY"],
        url_variable: Some("COMFY_ROUTER_BASE_URL"),
        url: "https://api.comfy.org",
        api_version: "",
        keys_at: "https://platform.comfy.org/profile/api-keys",
    },
    Endpoint {
        provider: "a1111",
        auth: Auth::Login,
        key_variables: &["ASSETBUILD_A1111_AUTH"],
        url_variable: Some("A1111_BASE_URL"),
        url: "http://127.0.0.1:7860",
        api_version: "",
        keys_at: "the `user:password` of `--api-auth`, with which the server was started",
    },
    Endpoint {
        provider: "comfyui",
        auth: Auth::None,
        key_variables: &[],
        url_variable: Some("COMFYUI_BASE_URL"),
        url: "http://127.0.0.1:8188",
        api_version: "",
        keys_at: "",
    },
    Endpoint {
        provider: "retrodiffusion",
        auth: Auth::Key,
        key_variables: &["RETRODIFFUSION_API_KEY"],
        url_variable: Some("RETRODIFFUSION_BASE_URL"),
        url: "https://api.retrodiffusion.ai",
        api_version: "",
        keys_at: "https://retrodiffusion.ai/app/devtools",
    },
    Endpoint {
        provider: "pixellab",
        auth: Auth::Key,
        key_variables: &["PIXELLAB_SECRET"],
        url_variable: Some("PIXELLAB_BASE_URL"),
        url: "https://api.pixellab.ai",
        api_version: "",
        keys_at: "https://www.pixellab.ai/account",
    },
];

impl Endpoint {
    /// Whether it takes a key or a login.
    pub fn has_keys(&self) -> bool {
        self.auth != Auth::None
    }

    /// Whether nothing is sent to it without a key.
    pub fn needs_key(&self) -> bool {
        self.auth == Auth::Key
    }

    /// Whether it is a server on the user's own machine, unless the user says otherwise.
    pub fn is_local(&self) -> bool {
        self.url.starts_with("http://127.0.0.1:")
    }

    /// The service of a provider.
    pub fn of(provider: &str) -> Option<&'static Endpoint> {
        ENDPOINTS.iter().find(|it| it.provider == provider)
    }
}
