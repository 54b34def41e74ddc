//! The OpenAPI description of the interface.

use serde_json::{Value, json};

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
        "security": [{}, {"password": []}],
        "paths": {
            "/api/v1/stories": {"get": {
                "operationId": "listStories",
                "summary": "Stories, a part at a time",
                "parameters": [
                    {"name": "order", "in": "query", "schema": {"type": "string", "enum": ["newest", "origins", "conflicts"]}},
                    {"$ref": "#/components/parameters/limit"}, {"$ref": "#/components/parameters/cursor"},
                ],
                "responses": answers(&["200", "304", "400", "401"], "StoryList"),
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
                "responses": answers(&["200", "401", "403", "413", "415", "422"], "Received"),
            }},
            "/api/v1/search": {"get": {
                "operationId": "search",
                "summary": "Passages that match",
                "parameters": [
                    {"name": "q", "in": "query", "required": true, "schema": {"type": "string"}, "example": "speaker:okoro shed",
                     "description": "words, \"phrases\", speaker:, figure:, outlet:, after:, before:"},
                    {"$ref": "#/components/parameters/limit"}, {"$ref": "#/components/parameters/cursor"},
                ],
                "responses": answers(&["200", "304", "400", "401"], "Found"),
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
        let says = match **status == *"200" {
            true => "what was asked for",
            false => "see the message",
        };
        let named = if ["200", "422"].contains(status) { schema } else { "Error" };
        let plain = json!({"description": says});
        let with = json!({"description": says, "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{named}")}}}});
        ((*status).to_owned(), if ["304", "403"].contains(status) { plain } else { with })
    };
    Value::Object(statuses.iter().map(reply).collect())
}

fn components() -> Value {
    let text = json!({"type": "string"});
    let maybe = json!({"type": ["string", "null"]});
    let number = json!({"type": "integer", "minimum": 0});
    let selectors = json!({"type": "array", "items": {"type": "object", "required": ["type"]}});
    json!({
        "securitySchemes": {"password": {"type": "http", "scheme": "basic", "description": "any name, and the password"}},
        "parameters": {
            "limit": {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 30}},
            "cursor": {"name": "cursor", "in": "query", "schema": {"type": "string", "pattern": "^c[0-9a-z]{1,8}$"}, "description": "the `next` of the part before"},
        },
        "schemas": {
            "Error": {"type": "object", "required": ["v", "error"], "properties": {
                "v": {"const": 1},
                "error": {"type": "object", "required": ["kind", "message"], "properties": {"kind": text, "message": text}}}},
            "StoryList": {"type": "object", "required": ["v", "stories", "next"], "properties": {
                "v": {"const": 1}, "next": maybe, "stories": {"type": "array", "items": {
                    "type": "object", "required": ["id", "title", "href", "articles", "origins", "outlets"], "properties": {
                        "id": text, "title": text, "href": text, "published": {"type": ["array", "null"], "items": text},
                        "articles": number, "origins": number, "outlets": {"type": "array", "items": text},
                        "differing_quotations": {"type": ["integer", "null"], "minimum": 0, "description": "null until the story was compared"},
                        "conflicts": {"type": ["integer", "null"], "minimum": 0}}}}}},
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
                "id": {"type": ["string", "integer"], "minLength": 1}, "text": {"type": "string", "minLength": 1}, "title": maybe, "published": maybe,
                "outlet": maybe, "url": maybe, "lang": maybe}},
            "Received": {"type": "object", "required": ["v", "read", "added", "errors"], "properties": {
                "v": {"const": 1}, "read": number, "added": number, "errors": {"type": "array", "items": {
                    "type": "object", "properties": {"line": number, "id": maybe, "kind": text, "message": text}}}}},
            "Found": {"type": "object", "required": ["v", "total", "hits", "next"], "properties": {
                "v": {"const": 1}, "total": number, "next": maybe, "hits": {"type": "array", "items": {
                    "type": "object", "required": ["kind", "article", "href", "words"], "properties": {
                        "kind": {"enum": ["article", "quotation", "figure"]}, "article": text, "outlet": text, "title": text,
                        "published": maybe, "speaker": maybe, "story": maybe, "href": text, "words": text,
                        "prefix": text, "suffix": text, "selectors": selectors}}}}},
        },
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
