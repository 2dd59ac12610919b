//! `Form`: which of Google's three interfaces to the same models an address serves.

/// The interface that an address serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The Developer API: a key, a version before the models.
    Developer,
    /// Vertex AI with a key, without a project: `…/v1beta1/publishers/google`.
    Express,
    /// Vertex AI with an access token: `…/v1/projects/P/locations/L/publishers/google`.
    Project,
}

impl Form {
    /// By the path of an address. That of Vertex AI names the publisher of the models.
    pub(crate) fn of(path: &str) -> Form {
        match path.trim_end_matches('/').ends_with("/publishers/google") {
            false => Form::Developer,
            true if path.contains("/projects/") => Form::Project,
            true => Form::Express,
        }
    }

    /// Whether it is Vertex AI, which has other fields.
    pub(crate) fn is_vertex(self) -> bool {
        self != Form::Developer
    }

    /// The header of the key, and what stands before it.
    pub(crate) fn key_header(self) -> (&'static str, &'static str) {
        match self {
            Form::Developer | Form::Express => ("x-goog-api-key", ""),
            Form::Project => ("Authorization", "Bearer "),
        }
    }

    /// What stands before `models/`: the address of Vertex AI has its version already.
    pub(crate) fn version(self, version: &str) -> String {
        if self.is_vertex() { String::new() } else { format!("{version}/") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_publisher_is_vertex() {
        let project = "/v1/projects/p/locations/us-central1/publishers/google/";
        assert_eq!(Form::of(project), Form::Project);
        assert_eq!(Form::of("/v1beta1/publishers/google"), Form::Express);
        for path in ["/", "/gateway", "/publishers/google/models"] {
            assert_eq!(Form::of(path), Form::Developer, "{path}");
        }
    }
}
