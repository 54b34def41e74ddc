//! The OpenAPI description of the interface.

use serde_json::{Map, Value, json};

mod desk;

/// A text that is more than white space, whatever a dialect of regular expressions takes for that.
const NOT_BLANK: &str = "[^\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";

/// OpenAPI 3.1.
pub(super) fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Variorum",
            "version": "1",
            "summary": "Who said what according to whom, with the exact characters as proof.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"password": []}, {"token": []}],
        "paths": {
            "/api/v1/stories": {"get": {
                "operationId": "listStories",
                "summary": "Stories, a part at a time",
                "parameters": [
                    {"name": "order", "in": "query", "schema": {"type": "string", "enum": ["newest", "origins", "conflicts", "watched", "changed"]}},
                    {"name": "changed_after", "in": "query", "schema": {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}, "example": "2026-02-12T06:00:00Z",
                     "description": "only stories that an article came to, changed in or left after this day or time; in the order of their changes"},
                    {"$ref": "#/components/parameters/limit"}, {"$ref": "#/components/parameters/cursor"},
                ],
                "responses": answers(&["200", "304", "400", "401", "404"], "StoryList"),
            }},
            "/api/v1/stories/{id}": {"get": {
                "operationId": "getStory",
                "summary": "One story with its whole comparison",
                "parameters": [id("story")],
                "responses": answers(&["200", "304", "401", "404", "409"], "Comparison"),
            }},
            "/api/v1/stories/{id}/annotations": {"get": {
                "operationId": "getStoryAnnotations",
                "summary": "The findings of a story as Web Annotations, with the selectors of their words",
                "parameters": [id("story")],
                "responses": answers(&["200", "304", "401", "404", "409"], "AnnotationPage"),
            }},
            "/api/v1/articles/{id}": {"get": {
                "operationId": "getArticle",
                "summary": "What was found in one article",
                "parameters": [id("article")],
                "responses": answers(&["200", "304", "401", "404", "409"], "Annotation"),
            }},
            "/api/v1/articles": {"post": {
                "operationId": "pushArticles",
                "summary": "Takes articles in; those that are there already stay as they are",
                "requestBody": {"required": true, "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Article"}, "example": example()},
                    "application/x-ndjson": {"schema": {"type": "string", "description": "one article a line"}},
                }},
                "responses": leading_to_article(answers(&["200", "401", "403", "413", "415", "422"], "Received")),
            }},
            "/api/v1/judgements": desk::judgements(),
            "/api/v1/watches": desk::watches(),
            "/api/v1/watches/{number}": desk::watch(),
            "/api/v1/search": {"get": {
                "operationId": "search",
                "summary": "Passages that match",
                "parameters": [
                    {"name": "q", "in": "query", "required": true, "schema": {"type": "string"}, "example": "speaker:okoro shed",
                     "description": "words, \"phrases\", speaker:, figure:, outlet:, after:, before:"},
                    {"$ref": "#/components/parameters/limit"}, {"$ref": "#/components/parameters/cursor"},
                ],
                "responses": answers(&["200", "304", "400", "401", "404"], "Found"),
            }},
            "/api/v1/subscriptions": {
                "get": {
                    "operationId": "listSubscriptions",
                    "summary": "What is followed, and how it fares",
                    "responses": answers(&["200", "304", "401"], "SubscriptionList"),
                },
                "post": {
                    "operationId": "subscribe",
                    "summary": "Follows what stands at an address: a feed, a sitemap, the feed that a page names, else the page",
                    "requestBody": {"required": true, "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Wanted"},
                            "example": {"address": "https://outlet.example/feed.xml", "pages": true}},
                    }},
                    "responses": refusing(answers(&["200", "401", "403", "413", "415"], "Subscription")),
                },
            },
            "/api/v1/subscriptions/{id}": {"get": {
                "operationId": "getSubscription",
                "summary": "One subscription with its last request and answer",
                "parameters": [id("subscription")],
                "responses": answers(&["200", "304", "401", "404"], "Subscription"),
            }},
            "/api/v1/subscriptions/{id}/remove": {"post": {
                "operationId": "unsubscribe",
                "summary": "Ends a subscription; the articles that came of it stay",
                "parameters": [id("subscription")],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object"}, "example": {}}}},
                "responses": answers(&["200", "401", "403", "404", "413", "415"], "Removed"),
            }},
        },
        "components": components(),
    })
}

fn example() -> Value {
    json!({"id": "1", "outlet": "Our Paper", "published": "2024-03-04", "title": "Rain", "text": "Rain fell on Monday."})
}

fn id(of: &str) -> Value {
    json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string", "minLength": 1}, "description": format!("the name of the {of}")})
}

/// The replies of an operation: 200 and 422 as `schema`, the other failures as errors.
fn answers(statuses: &[&str], schema: &str) -> Value {
    let reply = |status: &&str| {
        let good = ["200", "201"].contains(status);
        let says = if good { "what was asked for" } else { "see the message" };
        // Articles that could not be read are listed one by one.
        let named = if good || (*status == "422" && schema == "Received") { schema } else { "Error" };
        let plain = json!({"description": says});
        let with = json!({"description": says, "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{named}")}}}});
        ((*status).to_owned(), if ["204", "304", "403"].contains(status) { plain } else { with })
    };
    Value::Object(statuses.iter().map(reply).collect())
}

/// The same with the way to an article that was taken in: by its key, since one that was held already keeps its old id.
fn leading_to_article(mut answers: Value) -> Value {
    if let Some(taken) = answers.get_mut("200") {
        let parameters = json!({"id": "$response.body#/articles/0/id"});
        taken["links"] = json!({"article": {"operationId": "getArticle", "parameters": parameters}});
    }
    answers
}

/// The same with a 422 that is an error.
fn refusing(mut answers: Value) -> Value {
    let refused = answers.get("415").cloned();
    if let (Some(refused), Some(answers)) = (refused, answers.as_object_mut()) {
        answers.insert("422".to_owned(), refused);
    }
    answers
}

fn components() -> Value {
    let parts = [schemas(), schemas_of_the_desk(), schemas_of_following()];
    let schemas: Map<String, Value> =
        parts.into_iter().filter_map(|part| part.as_object().cloned()).flatten().collect();
    json!({
        "securitySchemes": {
            "password": {"type": "http", "scheme": "basic", "description": "any name, and the password"},
            "token": {"type": "http", "scheme": "bearer", "description": "a token that the settings made: read, write or admin"},
        },
        "parameters": {
            "limit": {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 30}},
            "cursor": {"name": "cursor", "in": "query", "schema": {"type": "string", "pattern": "^(c[0-9a-z]{1,8}|[-0-9T:Z.+]{10,40}~.{1,200})$"}, "description": "the `next` of the part before"},
        },
        "schemas": schemas,
    })
}

/// What is read: stories, articles, passages.
fn schemas() -> Value {
    let text = json!({"type": "string"});
    let maybe = json!({"type": ["string", "null"]});
    let number = json!({"type": "integer", "minimum": 0});
    let selectors = json!({"type": "array", "items": {"type": "object", "required": ["type"]}});
    json!({
        "Error": {"type": "object", "required": ["v", "error"], "properties": {
            "v": {"const": 1},
            "error": {"type": "object", "required": ["kind", "message"], "properties": {"kind": text, "message": text}}}},
        "StoryList": {"type": "object", "required": ["v", "stories", "next"], "properties": {
            "v": {"const": 1}, "next": maybe, "stories": {"type": "array", "items": {
                "type": "object", "required": ["id", "title", "href", "articles", "origins", "outlets"], "properties": {
                    "id": text, "title": text, "href": text, "published": {"type": ["array", "null"], "items": text},
                    "articles": number, "origins": number, "outlets": {"type": "array", "items": text},
                    "differing_quotations": {"type": ["integer", "null"], "minimum": 0, "description": "null until the story was compared"},
                    "conflicts": {"type": ["integer", "null"], "minimum": 0}, "changed": text}}}}},
        "Comparison": {"type": "object", "required": ["v", "story", "witnesses", "quotations", "findings", "lineages"],
            "description": "as `variorum compare --format json` prints it", "properties": {"v": {"const": 1}}},
        "Annotation": {"type": "object", "required": ["v", "id", "sentences", "attributions"],
            "description": "as `variorum annotate` prints it", "properties": {"v": {"const": 1}}},
        "AnnotationPage": {"type": "object", "required": ["@context", "id", "type", "items"],
            "description": "W3C Web Annotation Data Model; positions count the characters of headline, line break and text",
            "properties": {"type": {"const": "AnnotationPage"}, "items": {"type": "array", "items": {
                "type": "object", "required": ["id", "type", "motivation", "body", "target"], "properties": {
                    "type": {"const": "Annotation"}, "target": {"type": "array", "items": {
                        "type": "object", "required": ["source", "selector"], "properties": {
                            "source": text, "via": text, "selector": selectors}}}}}}}},
        "Article": {"type": "object", "required": ["text"], "properties": {
            "id": {"type": ["string", "integer"], "minLength": 1, "minimum": -9007199254740991i64, "maximum": 9007199254740991i64}, "text": {"type": "string", "minLength": 1, "pattern": NOT_BLANK}, "title": maybe, "published": maybe,
            "outlet": maybe, "url": maybe, "lang": maybe}},
        "Received": {"type": "object", "required": ["v", "read", "added", "articles", "errors"], "properties": {
            "v": {"const": 1}, "read": number, "added": number,
            "articles": {"type": "array", "description": "what was read, in its order: the key of each, and the id that it was given",
                "items": {"type": "object", "required": ["id", "given"], "properties": {"id": text, "given": text}}},
            "errors": {"type": "array", "items": {
                "type": "object", "properties": {"line": number, "id": maybe, "kind": text, "message": text}}}}},
        "Found": {"type": "object", "required": ["v", "total", "hits", "next"], "properties": {
            "v": {"const": 1}, "total": number, "next": maybe, "hits": {"type": "array", "items": {
                "type": "object", "required": ["kind", "article", "href", "words"], "properties": {
                    "kind": {"enum": ["article", "quotation", "figure"]}, "article": text, "outlet": text, "title": text,
                    "published": maybe, "speaker": maybe, "story": maybe, "href": text, "words": text,
                    "prefix": text, "suffix": text, "selectors": selectors}}}}},
    })
}

/// What readers decide and watch.
fn schemas_of_the_desk() -> Value {
    let number = json!({"type": "integer", "minimum": 0});
    json!({
        "JudgementList": desk::judgement_list(),
        "Judgement": desk::judgement(),
        "Kept": {"type": "object", "required": ["v", "number"], "properties": {"v": {"const": 1}, "number": number}},
        "WatchList": desk::watch_list(),
        "Watch": desk::watch_kept(),
        "WatchForm": desk::watch_form(),
        "Sightings": desk::sightings(),
    })
}

/// What is followed.
fn schemas_of_following() -> Value {
    let text = json!({"type": "string"});
    let maybe = json!({"type": ["string", "null"]});
    let number = json!({"type": "integer", "minimum": 0});
    let flag = json!({"type": "boolean"});
    json!({
        "Wanted": {"type": "object", "required": ["address"], "properties": {
            "address": {"type": "string", "minLength": 1}, "pages": flag, "watch": flag, "mining_permitted": flag}},
        "Subscription": {"type": "object", "required": ["v", "id", "address", "kind", "next", "failure"],
            "description": "as `variorum subscriptions list --format json` prints it", "properties": {
                "v": {"const": 1}, "id": text, "address": text, "kind": {"enum": ["feed", "sitemap", "page"]}, "title": maybe,
                "next": maybe, "answered": maybe, "gone": flag, "articles": number, "clean": number, "requests": number}},
        "SubscriptionList": {"type": "object", "required": ["v", "subscriptions"], "properties": {
            "v": {"const": 1}, "subscriptions": {"type": "array", "items": {"$ref": "#/components/schemas/Subscription"}}}},
        "Removed": {"type": "object", "required": ["v", "removed"], "properties": {"v": {"const": 1}, "removed": text}},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every `$ref` of the description leads somewhere in it.
    #[test]
    fn every_reference_leads_somewhere() {
        fn walk<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
            match value {
                Value::Object(fields) => {
                    found.extend(fields.get("$ref").and_then(Value::as_str));
                    fields.values().for_each(|inner| walk(inner, found));
                }
                Value::Array(items) => items.iter().for_each(|inner| walk(inner, found)),
                _ => {}
            }
        }
        let document = document();
        let mut found = Vec::new();
        walk(&document, &mut found);
        assert!(found.len() > 10);
        for reference in found {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
    }
}
