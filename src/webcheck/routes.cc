#include "webcheck/routes.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/text.h"
#include "disclosure/clean_file.h"
#include "disclosure/report.h"
#include "document/emitter.h"
#include "webcheck/page.h"

namespace tipstaff::webcheck {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

constexpr std::string_view kTickets = "/tickets", kJson = "application/json";
constexpr std::size_t kMostWords = 8192, kLongestName = 255, kLongestDeclared = 500;

Response as_json(unsigned status, const json::object& value) {
  return {status, std::string(kJson), to_bytes(as_bytes(json::serialize(value))), {}};
}
Response refuse(unsigned status, std::string_view sentence) {
  return as_json(status, {{"error", json::string(sentence.data(), sentence.size())}});
}

Response wrong_method(std::string_view allowed) {
  Response out = refuse(405, fmt::format("this address answers {} only", allowed));
  out.headers.emplace_back("Allow", allowed);
  return out;
}

std::string type_of(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  return name.ends_with(".js") ? "text/javascript" : name.ends_with(".css") ? "text/css" : "image/svg+xml";
}

// “/tickets/ID” → ID.
std::optional<std::string_view> ticket_in(std::string_view path) {
  if (!path.starts_with(kTickets)) return std::nullopt;
  path.remove_prefix(kTickets.size());
  if (path.size() < 2 || path[0] != '/') return std::nullopt;
  return path.substr(1);
}

// The page's policy (CSP Level 3): its own files and nothing else, framed by nobody.
void guard(Response& answer) {
  answer.headers.insert(answer.headers.end(),
                        {{"Content-Security-Policy",
                          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src "
                          "'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
                         {"Cross-Origin-Resource-Policy", "same-origin"},
                         {"Cross-Origin-Opener-Policy", "same-origin"},
                         {"Referrer-Policy", "no-referrer"},
                         {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
                         {"X-Frame-Options", "DENY"}});
}

// Browsers send Origin with every request that is not a plain GET of their own page (Fetch, section 3.2), and
// Sec-Fetch-Site with every one; what is no browser sends neither, and no site can make it.
bool is_from_elsewhere(const Request& request) {
  const std::string_view site = request.header("sec-fetch-site"), origin = request.header("origin");
  const bool opened = request.method == "GET" && request.header("sec-fetch-mode") == "navigate" &&
                      request.header("sec-fetch-dest") == "document";
  if (!site.empty() && site != "same-origin" && site != "none" && !opened) return true;
  if (origin.empty()) return false;
  const std::size_t scheme = origin.find("://");
  return scheme == std::string_view::npos || lower(origin.substr(scheme + 3)) != lower(request.header("host"));
}

// The file's own name, as a person may read it: no folders, no controls.
std::string plain_name(std::string_view name) {
  name.remove_prefix(name.find_last_of("/\\") == std::string_view::npos ? 0 : name.find_last_of("/\\") + 1);
  const std::string out = document::printable(name, kLongestName);
  return out.empty() ? "file" : out;
}

Result<Wish> parse_wish(ByteView body) {
  const auto bad = [] {
    return fail(Code::kInvalid,
                "a ticket is asked for with JSON: name, size in bytes, and if wanted declare and clean");
  };
  boost::system::error_code error;
  const json::value value = json::parse({reinterpret_cast<const char*>(body.data()), body.size()}, error);
  if (error || !value.is_object()) return bad();
  const json::object& words = value.as_object();
  const json::value *name = words.if_contains("name"), *size = words.if_contains("size"),
                    *declare = words.if_contains("declare"), *clean = words.if_contains("clean");
  if (name == nullptr || !name->is_string() || size == nullptr || !size->is_int64() || size->as_int64() < 0)
    return bad();
  if ((declare != nullptr && !declare->is_string()) || (clean != nullptr && !clean->is_bool())) return bad();
  Wish out{plain_name({name->as_string().data(), name->as_string().size()}),
           declare == nullptr ? "" : std::string(declare->as_string()), static_cast<std::uint64_t>(size->as_int64()),
           clean != nullptr && clean->as_bool()};
  if (out.declare.size() > kLongestDeclared) return bad();
  if (!out.declare.empty()) TRY(disclosure::parse_declared(out.declare));
  return out;
}

// RFC 7578: what a browser's Response.formData() takes apart.
class Form {
 public:
  explicit Form(std::string boundary) : boundary_(std::move(boundary)) {}
  void part(std::string_view name, std::string_view type, ByteView content) {
    append(out_, as_bytes(fmt::format(
                     "--{}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
                     boundary_, name, name, type)));
    append(out_, content);
    append(out_, as_bytes("\r\n"));
  }
  Response finish() {
    append(out_, as_bytes(fmt::format("--{}--\r\n", boundary_)));
    return {200, "multipart/form-data; boundary=" + boundary_, std::move(out_), {}};
  }

 private:
  std::string boundary_;
  Bytes out_;
};

struct Turn {
  explicit Turn(std::counting_semaphore<>& of) : turns(of) { turns.acquire(); }
  Turn(const Turn&) = delete;
  ~Turn() { turns.release(); }
  std::counting_semaphore<>& turns;
};

struct Checked {
  disclosure::FileReport report;
  Bytes copy;
};

Result<Checked> check_and_clean(const Wish& wish, ByteView file, const disclosure::Policy* policy) {
  disclosure::Declared declared;
  if (!wish.declare.empty()) {
    TRY_ASSIGN(declared, disclosure::parse_declared(wish.declare));
  }
  Checked out;
  TRY_ASSIGN(out.report, disclosure::check_file(wish.name, file, declared, std::nullopt, {}, policy));
  if (!wish.clean) return out;
  auto made = disclosure::clean_file(out.report, file, declared, {}, policy);
  if (!made && made.error().code() != Code::kRefused) return fail(std::move(made).error());
  out.report.clean.emplace();
  if (!made) {
    out.report.clean->refused = made.error().text();
    return out;
  }
  out.report.clean->path = disclosure::clean_name(wish.name, made->copy.extension);
  out.report.clean->left_out = made->copy.left_out;
  out.report.clean->sha256 = made->report.sha256;
  out.copy = std::move(made->copy.content);
  return out;
}

}  // namespace

Routes::Routes(Settings settings, Queue& queue, Random& random)
    : settings_(std::move(settings)),
      queue_(queue),
      random_(random),
      turns_(static_cast<std::ptrdiff_t>(settings_.at_once)) {}

http::Handler Routes::handler() {
  http::Handler out;
  out.handle = [this](const Request& request) {
    Response response = answer(request);
    guard(response);
    if (request.method == "HEAD") response.body.clear();
    return response;
  };
  out.body_limit = [this](std::string_view method, std::string_view path) -> std::size_t {
    if (method == "POST" && path == kTickets) return kMostWords;
    const auto ticket = ticket_in(path);
    return method == "PUT" && ticket ? static_cast<std::size_t>(queue_.begin(*ticket)) : 0;
  };
  out.broken_off = [this](std::string_view method, std::string_view path) {
    if (const auto ticket = ticket_in(path); method == "PUT" && ticket) queue_.leave(*ticket);
  };
  return out;
}

bool Routes::is_own_name(std::string_view host) const {
  const std::size_t port = host.rfind(':');
  if (port != std::string_view::npos && host.find(']', port) == std::string_view::npos) host = host.substr(0, port);
  return std::ranges::find(settings_.names, lower(host)) != settings_.names.end();
}

Response Routes::answer(const Request& request) {
  const auto ticket = ticket_in(request.path);
  if (!is_own_name(request.header("host")))
    return refuse(421, "this is not the name of this server; whoever runs it adds it with --name");
  if (is_from_elsewhere(request))
    return refuse(403, "another site's page may not use this one; open it by its own address");
  if (ticket) {
    if (request.method == "PUT") return file_came(*ticket, request.body);
    if (request.method == "GET" || request.method == "HEAD") return ticket_place(*ticket);
    if (request.method != "DELETE") return wrong_method("GET, HEAD, PUT, DELETE");
    queue_.give_up(*ticket);
    return {204, "", {}, {}};
  }
  if (request.path == kTickets) return request.method == "POST" ? take_ticket(request) : wrong_method("POST");
  if (request.method != "GET" && request.method != "HEAD") return wrong_method("GET, HEAD");
  return request.path == "/about" ? about() : page_file(request);
}

Response Routes::page_file(const Request& request) {
  const std::string_view name = request.path == "/" ? "index.html" : std::string_view(request.path).substr(1);
  for (const PageFile& file : page_files())
    if (file.name == name) return {200, type_of(name), to_bytes(file.content), {}};
  return refuse(404, "there is nothing at this address");
}

Response Routes::about() const {
  json::object out{
      {"largest", document::kLargestFile}, {"rules_version", disclosure::kRulesVersion}, {"version", TIPSTAFF_VERSION}};
  if (settings_.policy != nullptr) out["policy"] = disclosure::policy_line(*settings_.policy);
  return as_json(200, out);
}

Response Routes::take_ticket(const Request& request) {
  if (request.header("content-type") != kJson) return refuse(415, "a ticket is asked for with application/json");
  auto wish = parse_wish(request.body);
  if (!wish) return refuse(400, wish.error().text());
  if (wish->size == 0) return refuse(400, "the file is empty");
  if (wish->size > document::kLargestFile)
    return refuse(413, "the file is larger than 256 MiB: nothing can be said of what is in it");
  const auto ticket = queue_.take(std::move(*wish), request.peer_address);
  if (!ticket) {
    Response full = refuse(http::status_of(ticket.error().code()), ticket.error().text());
    full.headers.emplace_back("Retry-After", "60");
    return full;
  }
  return as_json(201, {{"ticket", *ticket}, {"place", queue_.place(*ticket).value_or(0)}});
}

Response Routes::ticket_place(std::string_view ticket) {
  const auto place = queue_.place(ticket);
  return place ? as_json(200, {{"place", *place}}) : refuse(404, "this ticket has ended; ask for another");
}

// One upload at most has begun with a ticket, and what it brings is not empty: a second one was let in with nothing in
// it, and must not set the place of the first free.
Response Routes::file_came(std::string_view ticket, ByteView file) {
  if (file.empty()) return refuse(400, "the file did not come whole");
  const auto wish = queue_.whole(ticket);
  if (!wish) return refuse(http::status_of(wish.error().code()), wish.error().text());
  const struct Leave {
    Queue& queue;
    std::string_view ticket;
    ~Leave() { queue.leave(ticket); }
  } leave{queue_, ticket};
  if (file.size() != wish->size) return refuse(400, "the file did not come whole");
  return check(*wish, file);
}

Response Routes::check(const Wish& wish, ByteView file) {
  const Turn turn(turns_);
  const auto checked = check_and_clean(wish, file, settings_.policy);
  if (!checked) return refuse(http::status_of(checked.error().code()), checked.error().text());
  const std::vector<disclosure::FileReport> files{checked->report};
  Form form(hex(random_.bytes(16)));
  form.part("report", kJson, as_bytes(json::serialize(disclosure::report_as_json(files, settings_.policy))));
  form.part("page", "text/html; charset=utf-8", as_bytes(disclosure::report_as_html(files, settings_.policy)));
  if (!checked->copy.empty()) form.part("clean", "application/octet-stream", checked->copy);
  return form.finish();
}

}  // namespace tipstaff::webcheck
