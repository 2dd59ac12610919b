//! Replies and errors as the service wrote them.
