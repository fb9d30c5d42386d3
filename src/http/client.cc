#include "http/client.h"

#include "http/beast.h"  // before any other header of Boost: it says how Boost is compiled

#include <boost/asio/connect.hpp>
#include <charconv>

#include "http/tls.h"

namespace tipstaff::http {
namespace {

using asio::redirect_error;
using asio::use_awaitable;

// What one exchange over an open connection came to.
struct Exchange {
  ErrorCode error;
  bool answer_began = false;
  bool keep = false;
  Answer answer;
};

bhttp::request<bhttp::vector_body<std::uint8_t>> to_message(const Call& call, const std::string& host) {
  bhttp::request<bhttp::vector_body<std::uint8_t>> message;
  message.version(11);
  message.method_string(call.method);
  message.target(call.target);
  message.set(bhttp::field::host, host);
  if (!call.content_type.empty()) message.set(bhttp::field::content_type, call.content_type);
  for (const auto& [name, value] : call.headers) message.set(name, value);
  message.body() = call.body;
  message.prepare_payload();
  return message;
}

template <class Stream>
asio::awaitable<Exchange> exchange(Stream& stream, beast::flat_buffer& buffer, const Call& call,
                                   const std::string& host, const ClientSettings& settings) {
  Exchange out;
  const auto message = to_message(call, host);
  beast::get_lowest_layer(stream).expires_after(settings.timeout);
  co_await bhttp::async_write(stream, message, redirect_error(use_awaitable, out.error));
  // A server that refuses early (a body too large, a certificate) has answered before it closed: look even so.
  bhttp::response_parser<bhttp::vector_body<std::uint8_t>> parser;
  parser.body_limit(settings.most_answer_bytes);
  ErrorCode error;
  co_await bhttp::async_read(stream, buffer, parser, redirect_error(use_awaitable, error));
  out.answer_began = parser.got_some();
  if (error) {
    if (!out.error || error.category() == asio::error::get_ssl_category()) out.error = error;
    co_return out;
  }
  out.keep = !out.error && parser.get().keep_alive();
  out.error = {};
  auto& head = parser.get();
  out.answer.status = head.result_int();
  out.answer.content_type = std::string(head[bhttp::field::content_type]);
  out.answer.body = std::move(head.body());
  co_return out;
}

// One connection at a time, run on the caller's thread.
template <class Stream>
class ClientOver : public Client {
 public:
  explicit ClientOver(ClientSettings settings) : settings_(settings) {}

  Result<Answer> call(const Call& call) override {
    const std::lock_guard one_at_a_time(mutex_);
    if (!call.repeatable) stream_.reset();
    for (;;) {
      const bool kept = stream_ != nullptr;
      if (!kept) TRY(run(connect()));
      auto done = run(exchange(*stream_, buffer_, call, host_, settings_));
      if (!done.keep) stream_.reset();
      if (!done.error) return std::move(done.answer);
      // The server closed the connection while it lay idle: once more, on a new one.
      if (kept && !done.answer_began && done.error != beast::error::timeout) continue;
      return fail(explain(done.error));
    }
  }

  Bytes authority() const override {
    const std::lock_guard lock(mutex_);
    return authority_;
  }

 protected:
  virtual asio::awaitable<Result<void>> connect() = 0;
  virtual std::string peer() const = 0;

  Error explain(const ErrorCode& error) const {
    if (error.category() == asio::error::get_ssl_category()) {
      if (ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_CERTIFICATE_VERIFY_FAILED)
        return {Code::kUnauthorised,
                fmt::format("{} is not the office that was enrolled with (its certificate is not by the pinned "
                            "authority, is for another name, or has run out): nothing was sent",
                            peer())};
      if (const int reason = ERR_GET_REASON(static_cast<unsigned long>(error.value())); reason > SSL_AD_REASON_OFFSET)
        return {Code::kUnauthorised,
                fmt::format("{} refused the TLS connection ({}): this press's certificate may have run out or belong "
                            "to another office",
                            peer(), error.message())};
    }
    const std::string why = error == beast::error::timeout ? "no answer in time" : error.message();
    return {Code::kUnavailable, fmt::format("{} cannot be reached or did not answer: {}", peer(), why)};
  }

  template <class T>
  T run(asio::awaitable<T> work) {
    std::optional<T> out;
    std::exception_ptr fault;
    asio::co_spawn(io_, std::move(work), [&](std::exception_ptr thrown, T value) {
      fault = std::move(thrown);
      out.emplace(std::move(value));
    });
    io_.restart();
    io_.run();
    if (fault) std::rethrow_exception(fault);
    return std::move(*out);
  }

  mutable std::mutex mutex_;
  ClientSettings settings_;
  asio::io_context io_{1};
  std::unique_ptr<Stream> stream_;
  beast::flat_buffer buffer_;
  std::string host_;
  Bytes authority_;
};

class TlsClient final : public ClientOver<TlsStream> {
 public:
  TlsClient(Url url, Bytes pin, const Clock& clock, ClientSettings settings)
      : ClientOver(settings), url_(std::move(url)), pin_(std::move(pin)), clock_(clock) {
    const bool v6 = url_.host.find(':') != std::string::npos;
    host_ = fmt::format("{}{}{}:{}", v6 ? "[" : "", url_.host, v6 ? "]" : "", url_.port);
  }
  ~TlsClient() override { stream_.reset(); }

  Result<void> configure(const Credential& own) {
    return configure_client(tls_.native_handle(), &pin_, own.certificate.empty() ? nullptr : &own);
  }

 private:
  std::string peer() const override { return host_; }

  asio::awaitable<Result<void>> connect() override {
    ErrorCode error;
    buffer_.clear();
    asio::ip::tcp::resolver resolver(io_);
    const auto found =
        co_await resolver.async_resolve(url_.host, std::to_string(url_.port), redirect_error(use_awaitable, error));
    if (error) co_return fail(explain(error));
    auto stream = std::make_unique<TlsStream>(TcpStream(io_), tls_);
    auto& socket = beast::get_lowest_layer(*stream);
    socket.expires_after(settings_.timeout);
    co_await socket.async_connect(found, redirect_error(use_awaitable, error));
    if (error) co_return fail(explain(error));
    socket.socket().set_option(asio::ip::tcp::no_delay(true), error);
    set_verification_time(stream->native_handle(), clock_.now());
    expect_host(stream->native_handle(), url_.host);
    co_await stream->async_handshake(asio::ssl::stream_base::client, redirect_error(use_awaitable, error));
    if (error) co_return fail(explain(error));
    authority_ = verified_authority(stream->native_handle());
    stream_ = std::move(stream);
    co_return Result<void>{};
  }

  Url url_;
  Bytes pin_;
  const Clock& clock_;
  asio::ssl::context tls_{asio::ssl::context::tls_client};
};

class LocalClient final : public ClientOver<LocalStream> {
 public:
  LocalClient(std::filesystem::path path, ClientSettings settings) : ClientOver(settings), path_(std::move(path)) {
    host_ = "localhost";
  }
  ~LocalClient() override { stream_.reset(); }

 private:
  std::string peer() const override { return fmt::format("the server at ‘{}’", path_.string()); }

  asio::awaitable<Result<void>> connect() override {
    ErrorCode error;
    buffer_.clear();
    if (path_.string().size() >= sizeof(sockaddr_un::sun_path)) co_return fail(explain(asio::error::name_too_long));
    auto stream = std::make_unique<LocalStream>(io_);
    stream->expires_after(settings_.timeout);
    co_await stream->async_connect(asio::local::stream_protocol::endpoint(path_.string()),
                                   redirect_error(use_awaitable, error));
    if (error) co_return fail(explain(error));
    stream_ = std::move(stream);
    co_return Result<void>{};
  }

  std::filesystem::path path_;
};

}  // namespace

Result<Url> parse_url(std::string_view text) {
  const auto wrong = [&] {
    return fail(Code::kUsage, fmt::format("‘{}’ is not an office's address: it looks like https://host:port", text));
  };
  static constexpr std::string_view kScheme = "https://";
  if (!text.starts_with(kScheme)) return wrong();
  std::string_view rest = text.substr(kScheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  Url out;
  const bool bracketed = rest.starts_with('[');
  const std::size_t host_end = bracketed ? rest.find(']') : rest.find(':');
  if (bracketed && host_end == std::string_view::npos) return wrong();
  out.host = bracketed ? rest.substr(1, host_end - 1) : rest.substr(0, host_end);
  rest.remove_prefix(std::min(rest.size(), bracketed ? host_end + 1 : host_end));
  const std::string_view allowed =
      bracketed ? "0123456789abcdefABCDEF:." : "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
  if (out.host.empty() || out.host.find_first_not_of(allowed) != std::string::npos) return wrong();
  if (rest.empty()) return out;
  const auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), out.port);
  if (rest.front() != ':' || error != std::errc() || end != rest.data() + rest.size() || out.port == 0) return wrong();
  return out;
}

Result<std::unique_ptr<Client>> Client::tls(const Url& url, const Bytes& pin, const Credential& own, const Clock& clock,
                                            ClientSettings settings) {
  auto client = std::make_unique<TlsClient>(url, pin, clock, settings);
  TRY(client->configure(own));
  return client;
}

std::unique_ptr<Client> Client::local(const std::filesystem::path& socket, ClientSettings settings) {
  return std::make_unique<LocalClient>(socket, settings);
}

}  // namespace tipstaff::http
