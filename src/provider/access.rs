//! `Access`: the address at which this user reaches a service, and the key for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::provider::{
    Advice, Auth, BaseUrl, ENDPOINTS, Endpoint, Key, NotAKey, Secret, UserConfig,
};

/// What the environment says of services, by the names of variables.
#[derive(Default, Clone)]
pub struct Variables {
    /// Variables that hold a key.
    pub secrets: BTreeMap<String, Arc<Secret>>,
    /// Variables that hold something that is no key.
    pub unusable: BTreeMap<String, NotAKey>,
    /// Variables that hold an address, not read yet.
    pub urls: BTreeMap<String, String>,
}

/// Keys from the user's own file, by provider; or why they cannot be used.
#[derive(Default, Clone)]
pub struct Credentials {
    /// By provider.
    pub keys: BTreeMap<String, Arc<Secret>>,
    /// Why the file was not read.
    pub problem: Option<Advice>,
}

/// How one service is reached.
#[derive(Clone)]
pub struct Access {
    provider: &'static str,
    /// Its address.
    pub url: BaseUrl,
    /// The version of its interface.
    pub api_version: String,
    /// Whether the address is one that the user named.
    pub is_rerouted: bool,
    key: Option<Key>,
    key_source: Option<KeySource>,
    no_key: Advice,
    is_blocked: bool,
    is_unconfirmed: bool,
}

/// Where a key was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySource {
    /// In a variable of the environment, by its name.
    Variable(&'static str),
    /// In the user's own file of keys.
    File,
}

/// How every service is reached.
#[derive(Clone)]
pub struct Accesses(BTreeMap<&'static str, Arc<Access>>);

/// An address that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{variable}` cannot be used: {why}")]
pub struct BadAddress {
    /// The variable that holds it.
    pub variable: String,
    /// What is wrong with it.
    pub why: crate::provider::NotABaseUrl,
}

impl Access {
    /// The key; else why there is none, and how to set one.
    pub(crate) fn key(&self) -> Result<&Key, Advice> {
        self.key.as_ref().ok_or_else(|| self.no_key.clone())
    }

    /// What to do where the service does not take the key.
    pub(crate) fn correct_key(&self) -> String {
        match self.key_source {
            Some(KeySource::Variable(name)) => format!(
                "correct or unset `{name}` in your environment: it goes before any other key"
            ),
            Some(KeySource::File) | None => {
                format!("correct the key: assetbuild key set {}", self.provider)
            }
        }
    }

    /// What to do where the key may be the right one, and does not do.
    pub(crate) fn look_at_key(&self) -> String {
        let which = match self.key_source {
            Some(KeySource::Variable(name)) => format!(" in `{name}`"),
            Some(KeySource::File) => " in your file of keys".to_owned(),
            None => String::new(),
        };
        format!("look at the key{which}, and at what it is allowed to do")
    }

    /// Why nothing may be sent, whether a key is needed or not: what is set for one is none, or a
    /// project named an address that is not on this machine, or one that the user has not agreed to.
    pub fn blocked_by(&self) -> Option<&Advice> {
        self.is_blocked.then_some(&self.no_key)
    }

    /// Whether there is a key.
    pub fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// Where the key was found.
    ///
    /// # Errors
    ///
    /// Why there is no key, and how to set one. Services without keys, and servers on this machine,
    /// need none.
    pub fn key_source(&self) -> Result<KeySource, &Advice> {
        self.key_source.ok_or(&self.no_key)
    }

    /// The same at an address that a project names, on this machine. The key is kept only if the
    /// origin is the same.
    fn at(&self, url: BaseUrl) -> Access {
        let stays = url.origin() == self.url.origin();
        let (key, key_source) = (self.key.clone(), self.key_source);
        Access {
            url,
            key: key.filter(|_| stays),
            key_source: key_source.filter(|_| stays),
            ..self.clone()
        }
    }

    /// The same where nothing may be sent, since a project names another machine.
    fn blocked(&self, provider: &str) -> Access {
        let no_key = Advice {
            reason: format!("the project's `url` of {provider} is no server on this machine"),
            help: Some("correct it, or set the address in your own environment".to_owned()),
        };
        Access { key: None, key_source: None, no_key, is_blocked: true, ..self.clone() }
    }

    /// The same where nothing may be sent before the user has agreed to the address of a project:
    /// whatever listens there gets requests of the project's making.
    fn unconfirmed(self) -> Access {
        let no_key = Advice {
            reason: format!(
                "the project says that {} is at `{}`, and you have not confirmed that address",
                self.provider, self.url
            ),
            help: Some("look at the address, then confirm it: assetbuild build".to_owned()),
        };
        let (key, key_source) = (None, None);
        Access { key, key_source, no_key, is_blocked: true, is_unconfirmed: true, ..self }
    }

    /// Whether it waits for the user to agree to an address that a project names.
    pub fn is_unconfirmed(&self) -> bool {
        self.is_unconfirmed
    }

    /// What is remembered of an address that the user has agreed to.
    pub fn consent(&self) -> String {
        format!("{} {}", self.provider, self.url)
    }

    /// The login of a server; `None` for one that was started without.
    ///
    /// # Errors
    ///
    /// See [`Access::blocked_by`].
    pub fn login(&self) -> Result<Option<&Key>, &Advice> {
        self.blocked_by().map_or(Ok(self.key.as_ref()), Err)
    }

    fn of(
        endpoint: &Endpoint,
        user: &UserConfig,
        variables: &Variables,
        credentials: &Credentials,
    ) -> Result<Access, BadAddress> {
        let own = user.providers.get(endpoint.provider);
        let written = endpoint.url_variable.and_then(|it| Some((it, variables.urls.get(it)?)));
        let url = match written {
            Some((variable, text)) => {
                let variable = variable.to_owned();
                Some(BaseUrl::parse(text).map_err(|why| BadAddress { variable, why })?)
            }
            None => own.and_then(|it| it.base_url.clone()),
        };
        let is_rerouted = url.is_some();
        let url = url.unwrap_or_else(|| {
            BaseUrl::parse(endpoint.url).expect("a constant that is an address")
        });
        let set = |name: &&&str| {
            variables.secrets.contains_key(**name) || variables.unusable.contains_key(**name)
        };
        // The first that is set counts, and if that is no key there is none.
        let named = endpoint.key_variables.iter().find(set);
        let secret = match named {
            Some(variable) => variables.secrets.get(*variable),
            None => credentials.keys.get(endpoint.provider),
        };
        let unusable = named.and_then(|it| Some((*it, variables.unusable.get(*it)?)));
        let source = named.map_or(KeySource::File, |it| KeySource::Variable(it));
        let version = own.and_then(|it| it.api_version.clone());
        Ok(Access {
            provider: endpoint.provider,
            key_source: secret.map(|_| source),
            key: secret.map(|secret| match endpoint.auth {
                Auth::Login => Key::login(secret, &url),
                Auth::Key | Auth::None => Key::bound(Arc::clone(secret), &url),
            }),
            is_blocked: unusable.is_some(),
            is_unconfirmed: false,
            no_key: match unusable {
                Some((variable, why)) => Advice {
                    reason: format!("`{variable}` holds no key: {why}"),
                    help: Some(format!("correct or unset `{variable}`")),
                },
                None => no_key(endpoint, credentials),
            },
            url,
            api_version: version.unwrap_or_else(|| endpoint.api_version.to_owned()),
            is_rerouted,
        })
    }
}

fn no_key(endpoint: &Endpoint, credentials: &Credentials) -> Advice {
    if let Some(problem) = &credentials.problem {
        return problem.clone();
    }
    let provider = endpoint.provider;
    let variables: Vec<String> =
        endpoint.key_variables.iter().map(|it| format!("`{it}`")).collect();
    Advice {
        reason: format!("there is no key for {provider}"),
        help: Some(format!(
            "set {}, or keep one: assetbuild key set {provider} (keys: {})",
            variables.join(" or "),
            endpoint.keys_at
        )),
    }
}

impl Accesses {
    /// By the environment, or else by the configuration and the file of keys.
    ///
    /// # Errors
    ///
    /// If a variable holds an address that nothing may be sent to.
    pub fn new(
        user: &UserConfig,
        variables: &Variables,
        credentials: &Credentials,
    ) -> Result<Accesses, BadAddress> {
        let access = |endpoint: &'static Endpoint| {
            Ok((endpoint.provider, Arc::new(Access::of(endpoint, user, variables, credentials)?)))
        };
        Ok(Accesses(ENDPOINTS.iter().map(access).collect::<Result<_, _>>()?))
    }

    /// The same with the servers on this machine where a project says that they are, by provider;
    /// `None` where it may not say what it says, and then nothing is sent. What the user says comes
    /// first, and no other service can be moved. `agreed` knows each [`Access::consent`] of the
    /// user's: nothing is sent to other addresses of a project.
    pub fn with_local<'a>(
        &self,
        named: impl Iterator<Item = (&'a str, Option<String>)>,
        agreed: &dyn Fn(&str) -> bool,
    ) -> Accesses {
        let mut res = self.clone();
        for (provider, url) in named {
            let Some(endpoint) = Endpoint::of(provider).filter(|it| it.is_local()) else {
                continue;
            };
            let own = &self.0[endpoint.provider];
            if own.is_rerouted {
                continue;
            }
            let url = url.and_then(|it| BaseUrl::parse(&it).ok()).filter(BaseUrl::is_loopback);
            let moved = match url {
                Some(url) if url == own.url => continue,
                Some(url) => match own.at(url) {
                    moved if agreed(&moved.consent()) => moved,
                    moved => moved.unconfirmed(),
                },
                None => own.blocked(provider),
            };
            res.0.insert(endpoint.provider, Arc::new(moved));
        }
        res
    }

    /// How a provider is reached.
    pub fn of(&self, provider: &str) -> Option<&Arc<Access>> {
        self.0.get(provider)
    }

    /// Providers that the user reaches at an address of their own.
    pub fn rerouted(&self) -> Vec<&'static str> {
        self.0.iter().filter(|(_, it)| it.is_rerouted).map(|(name, _)| *name).collect()
    }
}

impl Default for Accesses {
    /// Every service at its own address, and no keys.
    fn default() -> Accesses {
        let none = (UserConfig::default(), Variables::default(), Credentials::default());
        Accesses::new(&none.0, &none.1, &none.2).expect("constants that are addresses")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::parse_config;

    fn secret(text: &str) -> Arc<Secret> {
        Arc::new(Secret::new(text).unwrap())
    }

    fn header(access: &Access) -> String {
        let value = access.key().ok().unwrap().header_for(&access.url.join("x"), "").unwrap();
        value.to_str().unwrap().to_owned()
    }

    #[test]
    fn the_environment_comes_before_files_and_one_name_before_the_other() {
        let mut variables = Variables::default();
        let mut credentials = Credentials::default();
        let user = UserConfig::default();
        let access = |variables: &Variables, credentials: &Credentials| {
            let all = Accesses::new(&user, variables, credentials).unwrap();
            Arc::clone(all.of("google").unwrap())
        };
        let none = access(&variables, &credentials);
        assert!(!none.has_key());
        let help = none.key().err().unwrap().help.unwrap();
        assert!(help.contains("GEMINI_API_KEY") && help.contains("key set google"), "{help}");
        credentials.keys.insert("google".to_owned(), secret("from-the-file"));
        assert_eq!(header(&access(&variables, &credentials)), "from-the-file");
        assert_eq!(access(&variables, &credentials).key_source(), Ok(KeySource::File));
        variables.secrets.insert("GEMINI_API_KEY".to_owned(), secret("from-gemini"));
        assert_eq!(header(&access(&variables, &credentials)), "from-gemini");
        variables.secrets.insert("GOOGLE_API_KEY".to_owned(), secret("from-google"));
        assert_eq!(header(&access(&variables, &credentials)), "from-google");
        let source = access(&variables, &credentials).key_source().unwrap();
        assert_eq!(source, KeySource::Variable("GOOGLE_API_KEY"));
    }

    #[test]
    fn addresses_come_from_the_user_and_take_the_key_along() {
        let text =
            "[provider.google]\nbase-url = \"https://gateway.example/g\"\napi-version = \"v1\"";
        let user = parse_config(text).unwrap();
        let mut variables = Variables::default();
        variables.secrets.insert("GEMINI_API_KEY".to_owned(), secret("0123456789"));
        let all = Accesses::new(&user, &variables, &Credentials::default()).unwrap();
        let access = all.of("google").unwrap();
        assert_eq!(access.url.to_string(), "https://gateway.example/g");
        assert_eq!((access.api_version.as_str(), all.rerouted()), ("v1", vec!["google"]));
        assert_eq!(header(access), "0123456789");
        let own: reqwest::Url = ENDPOINTS[0].url.parse().unwrap();
        assert!(access.key().ok().unwrap().header_for(&own, "").is_none());
        variables
            .urls
            .insert("GOOGLE_GEMINI_BASE_URL".to_owned(), "http://evil.example".to_owned());
        let err = Accesses::new(&user, &variables, &Credentials::default()).err().unwrap();
        assert!(err.to_string().starts_with("`GOOGLE_GEMINI_BASE_URL` cannot be used"), "{err}");
    }

    #[test]
    fn a_project_moves_servers_on_this_machine_and_nothing_else() {
        let mut credentials = Credentials::default();
        for provider in ["google", "a1111"] {
            credentials.keys.insert(provider.to_owned(), secret("me:0123456789"));
        }
        let all = |user: &str, named: &[(&str, &str)]| {
            let user = parse_config(user).unwrap();
            let own = Accesses::new(&user, &Variables::default(), &credentials).unwrap();
            let named = named.iter().map(|(name, url)| (*name, Some((*url).to_owned())));
            own.with_local(named, &|it| it != "a1111 http://127.0.0.1:7999")
        };
        let url = |all: &Accesses, provider| all.of(provider).unwrap().url.to_string();
        let local = "http://127.0.0.1:7861";
        let moved =
            all("", &[("a1111", local), ("google", local), ("comfyui", "http://a.example")]);
        assert_eq!(url(&moved, "a1111"), local);
        assert_eq!(url(&moved, "google"), ENDPOINTS[0].url);
        assert_eq!(url(&moved, "comfyui"), "http://127.0.0.1:8188");
        assert!(moved.of("comfyui").unwrap().login().is_err(), "it may be asked");
        // What is kept for one server is not for whatever listens at another port.
        assert!(!moved.of("a1111").unwrap().has_key());
        assert!(all("", &[]).of("a1111").unwrap().has_key());
        let unconfirmed = all("", &[("a1111", "http://127.0.0.1:7999")]);
        let unconfirmed = unconfirmed.of("a1111").unwrap();
        assert!(
            unconfirmed.login().is_err() && unconfirmed.blocked_by().is_some(),
            "it may be asked"
        );
        let own = "[provider.a1111]\nbase-url = \"https://gpu.example\"";
        assert_eq!(url(&all(own, &[("a1111", local)]), "a1111"), "https://gpu.example");
    }

    #[test]
    fn a_login_goes_out_as_http_basic_has_it() {
        let mut variables = Variables::default();
        variables.secrets.insert("ASSETBUILD_A1111_AUTH".to_owned(), secret("me:open-sesame"));
        let all = Accesses::new(&UserConfig::default(), &variables, &Credentials::default());
        let all = all.unwrap();
        let access = all.of("a1111").unwrap();
        // The base64 of `me:open-sesame`.
        assert_eq!(header(access), "bWU6b3Blbi1zZXNhbWU=");
        let redacted =
            access.key().ok().unwrap().redact(b"me:open-sesame bWU6b3Blbi1zZXNhbWU=".into());
        assert_eq!(redacted, b"*** ***");
    }
}
