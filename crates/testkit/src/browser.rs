//! A browser without a screen: keeps cookies, follows redirects, carries the form token as a page would.

use std::sync::Mutex;

pub struct Browser {
    client: reqwest::Client,
    base: String,
    csrf: Mutex<Option<String>>,
}

/// What came back.
pub struct Page {
    pub code: u16,
    pub url: reqwest::Url,
    pub text: String,
    pub headers: reqwest::header::HeaderMap,
}

impl Browser {
    pub(crate) fn new(base: &str) -> Self {
        let client = reqwest::Client::builder().cookie_store(true).build().unwrap();
        Self {
            client,
            base: base.to_owned(),
            csrf: Mutex::new(None),
        }
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    async fn read(&self, request: reqwest::RequestBuilder) -> Page {
        let response = request.send().await.expect("the desk answers");
        let page = Page {
            code: response.status().as_u16(),
            url: response.url().clone(),
            headers: response.headers().clone(),
            text: String::from_utf8_lossy(&response.bytes().await.expect("the whole answer")).into_owned(),
        };
        if let Some(token) = page.csrf() {
            *self.csrf.lock().unwrap() = Some(token);
        }
        page
    }

    pub async fn get(&self, path: &str) -> Page {
        self.read(self.client.get(self.address(path))).await
    }

    /// Posts a form with the token of the last page that had one.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.csrf.lock().unwrap().clone().unwrap_or_default();
        self.post_with_token(path, fields, &token).await
    }

    pub async fn post_with_token(&self, path: &str, fields: &[(&str, &str)], token: &str) -> Page {
        let mut all: Vec<(&str, &str)> = vec![("csrf", token)];
        all.extend_from_slice(fields);
        self.read(self.client.post(self.address(path)).form(&all)).await
    }

    /// Posts files: (field, file name, bytes) after the token and the plain fields.
    pub async fn post_files(&self, path: &str, fields: &[(&str, &str)], files: Vec<(&str, &str, Vec<u8>)>) -> Page {
        let token = self.csrf.lock().unwrap().clone().unwrap_or_default();
        let mut form = reqwest::multipart::Form::new().text("csrf", token);
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        for (name, file, bytes) in files {
            form = form.part(
                name.to_owned(),
                reqwest::multipart::Part::bytes(bytes).file_name(file.to_owned()),
            );
        }
        self.read(self.client.post(self.address(path)).multipart(form)).await
    }

    /// Posts a form to another site (an identity provider), without a token of ours.
    pub async fn post_elsewhere(&self, url: &str, fields: &[(&str, &str)]) -> Page {
        self.read(self.client.post(url).form(fields)).await
    }

    /// Any other request, with this browser's cookies.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, self.address(path))
    }

    pub fn csrf(&self) -> Option<String> {
        self.csrf.lock().unwrap().clone()
    }
}

impl Page {
    pub fn status(&self, code: u16) -> &Self {
        assert_eq!(
            self.code,
            code,
            "{} answered {}: {}",
            self.url,
            self.code,
            self.body().chars().take(2000).collect::<String>()
        );
        self
    }

    pub fn ok(&self) -> &Self {
        self.status(200)
    }

    pub fn shows(&self, text: &str) -> &Self {
        assert!(
            self.text.contains(text),
            "{} does not show {text:?}: {}",
            self.url,
            self.body()
        );
        self
    }

    pub fn hides(&self, text: &str) -> &Self {
        assert!(!self.text.contains(text), "{} shows {text:?}", self.url);
        self
    }

    /// The part between the tags of `main`, for messages.
    fn body(&self) -> &str {
        let after = self
            .text
            .split_once("<main")
            .map_or(self.text.as_str(), |(_, after)| after);
        after.split_once("</main>").map_or(after, |(main, _)| main)
    }

    fn csrf(&self) -> Option<String> {
        for mark in [
            "name=\"csrf\" value=\"",
            "name=\"csrf-token\" content=\"",
            "name=\"csrf\" type=\"hidden\" value=\"",
        ] {
            if let Some((_, after)) = self.text.split_once(mark) {
                return after.split_once('"').map(|(token, _)| token.to_owned());
            }
        }
        None
    }
}
