//! Where connections go: never to a host that may not be asked, however its address is spelled, and
//! whatever redirects and name servers say. The world records each connection.

use std::net::TcpListener;

use variorum_fetch::{Client, ErrorKind, Request, Settings, Target};

use crate::world::{OTHER, PUBLIC, World, answer, redirect};

/// Hosts that may never be asked: see there.
const FORBIDDEN: &str = include_str!("forbidden.txt");

/// What stands in the lines of a kind.
fn forbidden(kind: &str) -> impl Iterator<Item = &'static str> {
    FORBIDDEN.lines().filter_map(move |line| line.strip_prefix(kind)?.strip_prefix(' '))
}

/// Names with what their name server answers.
fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    forbidden("name").map(|line| line.split_once(' ').unwrap())
}

#[track_caller]
fn is_refused(world: &World, request: impl Fn(Target) -> Request, address: &str) {
    let target = Target::parse(address).unwrap_or_else(|error| panic!("{address}: {error}"));
    let error = world.ask(request(target)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden, "{address}: {error}");
    assert_eq!(world.connected(), Vec::<String>::new(), "{address}");
}

#[test]
fn no_spelling_of_an_address_gets_past() {
    let world = World::new();
    for (name, ip) in names() {
        world.name(name, &[ip]);
    }
    let hosts = names().map(|(name, _)| name).chain(forbidden("spelling")).chain(forbidden("localhost"));
    let mut checked = 0;
    for host in hosts {
        for address in [format!("http://{host}/"), format!("https://u:p@{host}:8443/feed")] {
            is_refused(&world, Request::new, &address);
        }
        checked += 1;
    }
    assert!(checked >= 60, "{checked}");
    assert!(
        !world.resolved().iter().any(|name| name.contains("localhost")),
        "asked a name server for localhost"
    );
}

#[test]
fn private_hosts_are_asked_only_where_allowed_and_special_ones_never() {
    for host in ["127.1", "10.0.0.1", "[::1]", "[fd00::1]", "localhost", "100.64.0.1"] {
        let world = World::new();
        let request = Request::private(Target::parse(&format!("http://{host}/")).unwrap());
        let error = world.ask(request).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection, "{host}: nobody listens there, but it is asked");
        assert!(!world.connected().is_empty(), "{host}");
    }
    for host in
        ["169.254.169.254", "0.0.0.0", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[fe80::1]", "224.0.0.1"]
    {
        is_refused(&World::new(), Request::private, &format!("http://{host}/"));
    }
}

/// A public host whose every answer is a redirect to `to`.
fn sends_to(to: &'static str, status: u16) -> World {
    let world = World::new();
    world.name("outlet.example", &[PUBLIC]).name("inside.example", &["10.0.0.5"]);
    world.answers("93.184.216.34:80", move |_| redirect(status, to));
    world
}

/// Checks that a script ends as expected, with connections to the public hosts alone.
#[track_caller]
fn check(
    world: &World,
    request: impl Fn(Target) -> Request,
    address: &str,
    kind: ErrorKind,
    connected: &[&str],
) {
    let error = world.ask(request(Target::parse(address).unwrap())).unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert_eq!(world.connected(), connected);
}

#[test]
fn redirects_lead_to_no_forbidden_host() {
    assert!(forbidden("redirect").count() >= 8);
    for (status, to) in forbidden("redirect").map(|line| line.split_once(' ').unwrap()) {
        let status = status.parse().unwrap();
        for request in [Request::new, Request::private] {
            let world = sends_to(to, status);
            check(&world, request, "http://outlet.example/", ErrorKind::Forbidden, &["93.184.216.34:80"]);
        }
    }
    for to in
        ["file:///etc/passwd", "gopher://127.0.0.1:70/", "ftp://outlet.example/", "http://outlet.example:22/"]
    {
        let world = sends_to(to, 302);
        check(&world, Request::private, "http://outlet.example/", ErrorKind::Address, &["93.184.216.34:80"]);
    }
}

#[test]
fn a_later_hop_is_checked_like_the_first() {
    let world = World::new();
    world.name("outlet.example", &[PUBLIC]).name("other.example", &[OTHER]);
    world.answers("93.184.216.34:80", |_| redirect(301, "http://other.example/"));
    world.answers("151.101.1.67:80", |_| redirect(302, "http://192.168.0.1/admin"));
    let connected = ["93.184.216.34:80", "151.101.1.67:80"];
    check(&world, Request::new, "http://outlet.example/", ErrorKind::Forbidden, &connected);
}

#[test]
fn a_name_that_changes_its_answer_between_hops_is_refused() {
    let world = World::new();
    world.name("outlet.example", &[PUBLIC, "127.0.0.1"]);
    world.answers("93.184.216.34:80", |_| redirect(302, "/second"));
    check(&world, Request::new, "http://outlet.example/", ErrorKind::Forbidden, &["93.184.216.34:80"]);
}

#[test]
fn a_name_that_changes_its_answer_between_requests_is_refused() {
    let world = World::new();
    world.name("outlet.example", &[PUBLIC, "10.0.0.1", "::1", "169.254.169.254"]);
    world.answers("93.184.216.34:80", |_| answer(200, &[], b"news"));
    assert_eq!(world.fetch("http://outlet.example/").unwrap().body, b"news");
    for _ in 0..3 {
        check(&world, Request::new, "http://outlet.example/", ErrorKind::Forbidden, &["93.184.216.34:80"]);
    }
}

#[test]
fn of_several_addresses_only_the_public_ones_are_tried() {
    let world = World::new();
    world.name("outlet.example", &["127.0.0.1,93.184.216.34,::1,10.0.0.1"]);
    // Nobody listens at the public one; the others are no way out.
    check(&world, Request::new, "http://outlet.example/", ErrorKind::Connection, &["93.184.216.34:80"]);
}

#[test]
fn an_own_host_that_was_typed_may_not_send_elsewhere_inside() {
    for to in ["http://10.0.0.2/", "http://10.0.0.1:8080/", "https://10.0.0.1/", "http://localhost/"] {
        let world = World::new();
        world.answers("10.0.0.1:80", move |_| redirect(302, to));
        check(&world, Request::private, "http://10.0.0.1/", ErrorKind::Forbidden, &["10.0.0.1:80"]);
    }
    let world = World::new();
    world.answers("10.0.0.1:80", |question| match question.starts_with("GET /feed ") {
        true => answer(200, &[], b"news"),
        false => redirect(302, "/feed"),
    });
    let request = Request::private(Target::parse("http://10.0.0.1/").unwrap());
    assert_eq!(world.ask(request).unwrap().body, b"news");
}

#[test]
fn an_own_host_that_was_typed_may_not_change_to_a_special_one() {
    let world = World::new();
    world.name("intranet.example", &["10.0.0.1", "169.254.169.254"]);
    world.answers("10.0.0.1:80", |_| redirect(302, "/second"));
    check(&world, Request::private, "http://intranet.example/", ErrorKind::Forbidden, &["10.0.0.1:80"]);
}

/// The same with the network of this machine, seen from the listener's side.
#[test]
fn a_listener_on_this_machine_is_not_reached() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = Client::new(Settings::default());
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0177.1",
        "localhost",
        "x.localhost",
        "[::1]",
        "0.0.0.0",
    ] {
        let request = Request::new(Target::parse(&format!("http://{host}:{port}/")).unwrap());
        let error = runtime.block_on(client.fetch(&request)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Forbidden, "{host}");
    }
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}
