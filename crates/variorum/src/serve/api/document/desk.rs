//! What a reader keeps: judgements and watches.

use serde_json::{Value, json};

use super::answers;

pub(super) fn judgements() -> Value {
    json!({
        "get": {
            "operationId": "listJudgements",
            "summary": "The log of what was decided about findings, the earliest first",
            "parameters": [{"$ref": "#/components/parameters/limit"}, {"$ref": "#/components/parameters/cursor"}],
            "responses": answers(&["200", "304", "400", "401", "404"], "JudgementList"),
        },
        "post": {
            "operationId": "judge",
            "summary": "Confirms, dismisses or corrects a finding; the story lists the marks of its findings",
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Judgement"}}}},
            "responses": answers(&["201", "401", "403", "404", "409", "415", "422"], "Kept"),
        },
    })
}

pub(super) fn watches() -> Value {
    json!({
        "get": {
            "operationId": "listWatches",
            "summary": "What is watched",
            "responses": answers(&["200", "304", "401"], "WatchList"),
        },
        "post": {
            "operationId": "watch",
            "summary": "Watches words, a name, a pair of names, a speaker, or what is counted",
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WatchForm"},
                "example": {"kind": "pair", "first": "Port Ellery", "second": "Dana Okoro"}}}},
            "responses": answers(&["201", "401", "403", "409", "415", "422"], "Kept"),
        },
    })
}

pub(super) fn watch() -> Value {
    let number = json!({"name": "number", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 1}});
    json!({
        "get": {
            "operationId": "getWatch",
            "summary": "What a watch saw, the latest first, each origin once",
            "parameters": [number, {"$ref": "#/components/parameters/limit"}, {"$ref": "#/components/parameters/cursor"}],
            "responses": answers(&["200", "304", "400", "401", "404"], "Sightings"),
        },
        "delete": {
            "operationId": "endWatch",
            "summary": "Ends a watch",
            "parameters": [number],
            "responses": answers(&["204", "401", "403", "404"], "Kept"),
        },
    })
}

pub(super) fn judgement() -> Value {
    let text = json!({"type": "string"});
    json!({"type": "object", "required": ["story", "mark", "ruling"], "properties": {
        "story": text, "mark": {"type": "string", "description": "of the finding, from `marks` of the story"},
        "ruling": {"enum": ["confirmed", "dismissed", "open", "speaker-is"]},
        "speaker": {"type": "string", "description": "with speaker-is: who said it; empty takes the correction back"}, "note": text}})
}

pub(super) fn judgement_list() -> Value {
    let (text, maybe) = (json!({"type": "string"}), json!({"type": ["string", "null"]}));
    let place = json!({"type": "object", "properties": {"sha256": text, "words": text,
        "bytes": {"type": "array", "items": {"type": "integer"}, "description": "UTF-8 bytes of the text"}}});
    let one = json!({"type": "object", "properties": {"number": {"type": "integer"}, "at": text,
        "kind": {"enum": ["quotation", "claim", "omission", "copy", "speaker"]},
        "ruling": {"enum": ["confirmed", "dismissed", "open", "speaker-is"]},
        "speaker": maybe, "about": text, "note": text, "places": {"type": "array", "items": place}}});
    json!({"type": "object", "required": ["v", "judgements", "next"], "properties": {
        "v": {"const": 1}, "next": maybe, "judgements": {"type": "array", "items": one}}})
}

pub(super) fn watch_kept() -> Value {
    let (text, maybe) = (json!({"type": "string"}), json!({"type": ["string", "null"]}));
    json!({"type": "object", "required": ["number", "kind", "first", "second", "made", "href"], "properties": {
        "number": {"type": "integer", "minimum": 1}, "kind": {"enum": ["words", "name", "pair", "speaker", "figure"]},
        "first": text, "second": maybe, "made": text, "href": text}})
}

pub(super) fn watch_form() -> Value {
    json!({"type": "object", "required": ["kind", "first"], "properties": {
        "kind": {"enum": ["words", "name", "pair", "speaker", "figure"]},
        "first": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "\\w"}, "second": {"type": ["string", "null"], "maxLength": 200}},
        "if": {"properties": {"kind": {"const": "pair"}}},
        "then": {"required": ["second"], "properties": {"second": {"type": "string", "minLength": 1, "pattern": "\\w"}}}})
}

pub(super) fn watch_list() -> Value {
    json!({"type": "object", "required": ["v", "watches"], "properties": {
        "v": {"const": 1}, "watches": {"type": "array", "items": {"$ref": "#/components/schemas/Watch"}}}})
}

pub(super) fn sightings() -> Value {
    let (text, maybe) = (json!({"type": "string"}), json!({"type": ["string", "null"]}));
    let one = json!({"type": "object", "required": ["seen", "article", "href", "words", "copies"], "properties": {
        "seen": text, "article": text, "outlet": maybe, "published": maybe, "speaker": maybe, "story": maybe,
        "href": text, "words": text, "copies": {"type": "array", "items": text}}});
    json!({"type": "object", "required": ["v", "watch", "seen", "next"], "properties": {
        "v": {"const": 1}, "next": maybe, "watch": {"$ref": "#/components/schemas/Watch"},
        "seen": {"type": "array", "items": one}}})
}
