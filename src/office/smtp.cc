#include "office/smtp.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sodium.h>

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "incident/letters.h"

namespace tipstaff::office {
namespace {

// libcurl's memory: the size stands before each block, so that it can be wiped when it is freed.
constexpr std::size_t kBefore = alignof(std::max_align_t);

void* wiped_malloc(std::size_t size) {
  if (size > SIZE_MAX - kBefore) return nullptr;
  auto* block = static_cast<std::byte*>(std::malloc(size + kBefore));
  if (block == nullptr) return nullptr;
  std::memcpy(block, &size, sizeof size);
  return block + kBefore;
}
std::size_t size_of(const std::byte* content) {
  std::size_t size = 0;
  std::memcpy(&size, content - kBefore, sizeof size);
  return size;
}
void wiped_free(void* content) {
  if (content == nullptr) return;
  auto* bytes = static_cast<std::byte*>(content);
  const std::size_t size = size_of(bytes);
  sodium_memzero(bytes, size);
  std::free(bytes - kBefore);
}
void* wiped_realloc(void* content, std::size_t size) {
  void* out = wiped_malloc(size);
  if (out == nullptr || content == nullptr) return out;
  std::memcpy(out, content, std::min(size, size_of(static_cast<std::byte*>(content))));
  wiped_free(content);
  return out;
}
void* wiped_calloc(std::size_t count, std::size_t size) {
  if (size != 0 && count > SIZE_MAX / size) return nullptr;
  void* out = wiped_malloc(count * size);
  if (out != nullptr) std::memset(out, 0, count * size);
  return out;
}
char* wiped_strdup(const char* text) {
  const std::size_t size = std::strlen(text) + 1;
  void* out = wiped_malloc(size);
  if (out != nullptr) std::memcpy(out, text, size);
  return static_cast<char*>(out);
}

void start_curl() {
  static const CURLcode started =
      curl_global_init_mem(CURL_GLOBAL_DEFAULT, wiped_malloc, wiped_free, wiped_realloc, wiped_strdup, wiped_calloc);
  if (started != CURLE_OK) throw std::runtime_error("libcurl cannot be started");
}

// The mail on its way out, read from where it is locked.
struct Body {
  ByteView rest;
  bool ended = false;  // libcurl knows that it was all: from now on the final dot may be on the wire
};
std::size_t read_body(char* out, std::size_t size, std::size_t count, void* from) {
  auto& body = *static_cast<Body*>(from);
  const std::size_t take = std::min(size * count, body.rest.size());
  std::copy_n(body.rest.begin(), take, out);
  body.rest = body.rest.subspan(take);
  if (take == 0) body.ended = true;
  return take;
}
std::size_t drop(char*, std::size_t size, std::size_t count, void*) { return size * count; }

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':';
  });
}

std::string sentence(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "no machine of that name is known";
    case CURLE_COULDNT_CONNECT:
      return "nothing answers there";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "its certificate cannot be verified; --smtp-ca names another authority";
    case CURLE_USE_SSL_FAILED:
      return "it offers no TLS; --smtp-plain sends mails that everybody on the way can read";
    case CURLE_LOGIN_DENIED:
      return "it refuses the name or the password";
    case CURLE_OPERATION_TIMEDOUT:
      return "it fell silent";
    default:
      return curl_easy_strerror(code);
  }
}

MailAnswer answer_of(CURLcode outcome, int code, const Body& body) {
  MailAnswer answer{.code = code, .reached = code != 0, .why = {}};
  const bool said_no = code >= 400 && code < 600 && code != 421;  // 421: it closes the line (RFC 5321 §3.8)
  // CURLE_SEND_ERROR with an answer is a no to MAIL, RCPT or DATA; other errors before the mail are of the line.
  if (outcome == CURLE_OK || (body.ended && code / 100 == 2))
    answer.outcome = MailAnswer::Outcome::kAccepted;
  else if (said_no && (body.ended || outcome == CURLE_SEND_ERROR))
    answer.outcome = MailAnswer::Outcome::kRefused;
  else if (body.ended && code != 421)
    answer.outcome = MailAnswer::Outcome::kUnknown;
  if (answer.outcome == MailAnswer::Outcome::kNotTaken || answer.outcome == MailAnswer::Outcome::kUnknown)
    answer.why = sentence(outcome);
  return answer;
}

}  // namespace

struct SmtpClient::Line {
  SmtpServer server;
  std::string from;
  CURL* curl = nullptr;
  bool used = false;  // a connection may stand open

  Line() = default;
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line() { curl_easy_cleanup(curl); }

  void prepare() {
    const bool v6 = server.host.find(':') != std::string::npos;
    const bool at_once = server.transport == SmtpServer::Transport::kTls;
    set(CURLOPT_URL, fmt::format("{}://{}{}{}:{}", at_once ? "smtps" : "smtp", v6 ? "[" : "", server.host,
                                 v6 ? "]" : "", server.port)
                         .c_str());
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(CURLOPT_PROXY, "");  // whatever the environment says
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_USE_SSL,
        static_cast<long>(server.transport == SmtpServer::Transport::kPlain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!server.authorities.empty()) {
      curl_blob blob{server.authorities.data(), server.authorities.size(), CURL_BLOB_COPY};
      set(CURLOPT_CAINFO_BLOB, &blob);
    }
    if (!server.user.empty()) {
      set(CURLOPT_USERNAME, server.user.c_str());
      set(CURLOPT_PASSWORD, reinterpret_cast<const char*>(server.password.reveal().data()));
    }
    set(CURLOPT_CONNECTTIMEOUT, 30L);
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT, 600L);
    set(CURLOPT_MAIL_FROM, from.c_str());
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_READFUNCTION, &read_body);
    set(CURLOPT_WRITEFUNCTION, &drop);
  }

  template <class T>
  void set(CURLoption option, T value) {
    if (curl_easy_setopt(curl, option, value) != CURLE_OK)
      throw std::runtime_error("libcurl lacks an option that mails need");
  }

  MailAnswer once(const char* to, const Plaintext& mail, bool fresh) {
    Body body{mail.reveal()};
    curl_slist* recipients = curl_slist_append(nullptr, to);
    if (recipients == nullptr) throw std::bad_alloc();
    set(CURLOPT_MAIL_RCPT, recipients);
    set(CURLOPT_READDATA, static_cast<void*>(&body));
    set(CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
    const CURLcode outcome = curl_easy_perform(curl);
    long code = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    set(CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
    curl_slist_free_all(recipients);
    return answer_of(outcome, static_cast<int>(code), body);
  }
};

Result<SmtpServer> parse_smtp(std::string_view url) {
  SmtpServer out;
  const auto no = [] { return fail(Code::kUsage, "a mail server is named as smtp://HOST:PORT or smtps://HOST:PORT"); };
  if (url.starts_with("smtps://")) {
    out.transport = SmtpServer::Transport::kTls;
    out.port = 465;
  } else if (!url.starts_with("smtp://")) {
    return no();
  }
  url.remove_prefix(url.find("//") + 2);
  std::string_view port;
  if (url.starts_with('[')) {
    const std::size_t end = url.find(']');
    if (end == std::string_view::npos) return no();
    out.host = url.substr(1, end - 1);
    port = url.substr(end + 1);
  } else {
    const std::size_t colon = std::min(url.find(':'), url.size());
    out.host = url.substr(0, colon);
    port = url.substr(colon);
  }
  std::transform(out.host.begin(), out.host.end(), out.host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (!is_host(out.host)) return no();
  if (!port.empty()) {
    const auto [end, error] = std::from_chars(port.data() + 1, port.data() + port.size(), out.port);
    if (port[0] != ':' || error != std::errc() || end != port.data() + port.size() || out.port == 0) return no();
  }
  if (out.transport == SmtpServer::Transport::kStartTls && is_loopback(out.host))
    out.transport = SmtpServer::Transport::kPlain;
  return out;
}

Result<std::unique_ptr<SmtpClient>> SmtpClient::make(SmtpServer server, const std::string& from) {
  if (!incident::is_mail_address(from)) return fail(Code::kUsage, "a mail needs a sender’s address: --from");
  if (server.transport == SmtpServer::Transport::kPlain && !server.user.empty() && !is_loopback(server.host))
    return fail(Code::kUsage, "a password goes over TLS only; leave out --smtp-plain");
  if (!server.authorities.empty() &&
      as_text(server.authorities).find("-----BEGIN CERTIFICATE-----") == std::string_view::npos)
    return fail(Code::kInvalid, "the file of the mail server’s authorities holds no certificate (PEM)");
  start_curl();
  auto line = std::make_unique<Line>();
  line->server = std::move(server);
  line->from = from;
  Plaintext ended(line->server.password.size() + 1);  // libcurl wants its end marked
  std::copy(line->server.password.reveal().begin(), line->server.password.reveal().end(), ended.writable().begin());
  line->server.password = std::move(ended);
  line->curl = curl_easy_init();
  if (line->curl == nullptr) throw std::bad_alloc();
  line->prepare();
  return std::unique_ptr<SmtpClient>(new SmtpClient(std::move(line)));
}

SmtpClient::SmtpClient(std::unique_ptr<Line> line) : line_(std::move(line)) {}
SmtpClient::~SmtpClient() = default;
const SmtpServer& SmtpClient::server() const { return line_->server; }
const std::string& SmtpClient::from() const { return line_->from; }

MailAnswer SmtpClient::send(const Plaintext& to, const Plaintext& mail) {
  Plaintext address(to.size() + 1);
  std::copy(to.reveal().begin(), to.reveal().end(), address.writable().begin());
  const char* const recipient = reinterpret_cast<const char*>(address.reveal().data());
  const bool reused = std::exchange(line_->used, true);
  MailAnswer answer = line_->once(recipient, mail, false);
  if (reused && answer.outcome == MailAnswer::Outcome::kNotTaken) answer = line_->once(recipient, mail, true);
  return answer;
}

}  // namespace tipstaff::office
