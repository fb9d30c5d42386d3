#include "http/server.h"

#include "http/beast.h"  // before any other header of Boost: it says how Boost is compiled

#include <sys/socket.h>
#include <sys/stat.h>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <condition_variable>
#include <list>
#include <thread>

#include "http/tls.h"

namespace tipstaff::http {
namespace {

using asio::redirect_error;
using asio::use_awaitable;

// One live connection as stop() sees it.
struct Link {
  asio::any_io_executor strand;
  std::function<void()> close;  // touched on the strand only; empty once the connection is over
  std::string address{};        // never changes
  bool idle = false;            // likewise
};

// What the connections of one server share. `io` comes last: its destruction destroys suspended connections, which
// still use the rest.
struct Core {
  Core(Handler h, ServerLimits l)
      : handler(std::move(h)), limits(l), pool(l.workers), io(static_cast<int>(l.io_threads)) {}

  Handler handler;
  ServerLimits limits;
  const Clock* clock = nullptr;
  std::mutex mutex;
  std::condition_variable none_left;
  std::list<std::shared_ptr<Link>> links;  // guarded by mutex
  bool stopping = false;                   // guarded by mutex
  bool plain = false;                      // no TLS, set before it starts
  asio::thread_pool pool;
  asio::ssl::context tls{asio::ssl::context::tls_server};
  asio::io_context io;

  bool is_stopping() {
    const std::lock_guard lock(mutex);
    return stopping;
  }
};

// Holds a connection's place in the list for as long as its coroutine lives.
class Registered {
 public:
  Registered(Core& core, asio::any_io_executor strand, std::function<void()> close, std::string address = "")
      : core_(core) {
    link_ = std::make_shared<Link>(
        Link{.strand = std::move(strand), .close = std::move(close), .address = std::move(address)});
    const std::lock_guard lock(core_.mutex);
    at_ = core_.links.insert(core_.links.end(), link_);
  }
  Registered(const Registered&) = delete;
  Registered& operator=(const Registered&) = delete;
  ~Registered() {
    link_->close = nullptr;
    const std::lock_guard lock(core_.mutex);
    core_.links.erase(at_);
    if (core_.links.empty()) core_.none_left.notify_all();
  }
  void set_idle(bool idle) { link_->idle = idle; }

 private:
  Core& core_;
  std::shared_ptr<Link> link_;
  std::list<std::shared_ptr<Link>>::iterator at_;
};

struct Peer {
  std::string address;
  std::optional<uid_t> uid;
  std::optional<PeerCertificate> certificate;
};

using Parser = bhttp::request_parser<bhttp::vector_body<std::uint8_t>>;

Response plain_answer(unsigned status, std::string_view sentence) {
  return {status, "text/plain; charset=utf-8", to_bytes(as_bytes(sentence)), {}};
}

// The one place where faults of the layers above end: the caller learns nothing of them but that nothing was answered.
Response call_handler(const Handler& handler, const Request& request) {
  try {
    return handler.handle(request);
  } catch (const std::exception&) {
    return plain_answer(500, "the office met a fault of its own and gave no answer; its administrator can see why");
  }
}

Result<Request> to_request(Parser::value_type& message, const Peer& peer) {
  Request out;
  TRY(set_target(out, {message.target().data(), message.target().size()}));
  out.method.assign(message.method_string().data(), message.method_string().size());
  for (const auto& field : message) {
    std::string name(field.name_string().data(), field.name_string().size());
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    out.headers.emplace_back(std::move(name), std::string(field.value().data(), field.value().size()));
  }
  out.body = std::move(message.body());
  if (peer.certificate) out.certificate = peer.certificate->id;
  out.peer_uid = peer.uid;
  out.peer_address = peer.address;
  return out;
}

std::chrono::milliseconds longer_for(const Core& core, std::uint64_t length) {
  const std::size_t rate = core.limits.body_bytes_per_second;
  return std::chrono::milliseconds(rate == 0 ? 0 : length * 1000 / rate);
}

template <class Stream>
asio::awaitable<bool> write_answer(Core& core, Stream& stream, const Response& answer, bool keep_alive) {
  using Body = bhttp::span_body<const std::uint8_t>;
  bhttp::response<Body> message;
  message.result(answer.status);
  if (!answer.content_type.empty()) message.set(bhttp::field::content_type, answer.content_type);
  message.set(bhttp::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : answer.headers) message.set(name, value);
  message.body() = Body::value_type(answer.body.data(), answer.body.size());
  message.keep_alive(keep_alive);
  message.prepare_payload();
  beast::get_lowest_layer(stream).expires_after(core.limits.write + longer_for(core, answer.body.size()));
  ErrorCode error;
  co_await bhttp::async_write(stream, message, redirect_error(use_awaitable, error));
  co_return !error && keep_alive;
}

// Why the header or body that just failed to arrive is refused; nothing when the peer is gone or too slow.
std::optional<Response> refusal(const ErrorCode& error) {
  if (error == bhttp::error::header_limit || error == bhttp::error::buffer_overflow)
    return plain_answer(431, "the request's header is too large");
  if (error == bhttp::error::body_limit) return plain_answer(413, "the request's body is too large");
  if (error.category() == make_error_code(bhttp::error::bad_method).category() &&
      error != bhttp::error::end_of_stream && error != bhttp::error::partial_message)
    return plain_answer(400, "this is not an HTTP request");
  return std::nullopt;
}

template <class Stream>
asio::awaitable<ErrorCode> read_body(Core& core, Stream& stream, beast::flat_buffer& buffer, Parser& parser) {
  const auto& head = parser.get();
  const std::string_view target(head.target().data(), head.target().size());
  const std::string method(head.method_string().data(), head.method_string().size()),
      path(target.substr(0, target.find('?')));
  const std::size_t most = core.handler.body_limit(method, path);
  const auto length = parser.content_length();
  parser.body_limit(most);
  ErrorCode error;
  if (length && *length > most) error = bhttp::error::body_limit;
  beast::get_lowest_layer(stream).expires_after(core.limits.body + longer_for(core, length.value_or(0)));
  if (!error && beast::iequals(head[bhttp::field::expect], "100-continue")) {
    bhttp::response<bhttp::empty_body> go_on(bhttp::status::continue_, 11);
    co_await bhttp::async_write(stream, go_on, redirect_error(use_awaitable, error));
  }
  if (!error) co_await bhttp::async_read(stream, buffer, parser, redirect_error(use_awaitable, error));
  if (error && most > 0 && core.handler.broken_off) core.handler.broken_off(method, path);
  co_return error;
}

// Waits for the first byte of the next request. False: the connection is over.
template <class Stream>
asio::awaitable<bool> await_request(Core& core, Stream& stream, beast::flat_buffer& buffer, Registered& place) {
  if (buffer.size() > 0) co_return true;
  if (core.is_stopping()) co_return false;
  ErrorCode error;
  beast::get_lowest_layer(stream).expires_after(core.limits.idle);
  place.set_idle(true);
  const std::size_t got = co_await stream.async_read_some(buffer.prepare(4096), redirect_error(use_awaitable, error));
  place.set_idle(false);
  buffer.commit(got);
  co_return !error && got > 0;
}

// One request and its answer. False: the connection is over.
template <class Stream>
asio::awaitable<bool> exchange(Core& core, Stream& stream, beast::flat_buffer& buffer, const Peer& peer) {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(core.limits.header_bytes));
  parser.body_limit(boost::none);  // read_body sets it, once the path is known
  ErrorCode error;
  beast::get_lowest_layer(stream).expires_after(core.limits.header);
  co_await bhttp::async_read_header(stream, buffer, parser, redirect_error(use_awaitable, error));
  if (!error) error = co_await read_body(core, stream, buffer, parser);
  if (error) {
    if (const auto why = refusal(error)) co_await write_answer(core, stream, *why, false);
    co_return false;
  }
  const bool keep_alive = parser.get().keep_alive();
  const auto request = to_request(parser.get(), peer);
  if (!request && core.handler.broken_off) {
    const std::string_view target(parser.get().target().data(), parser.get().target().size());
    core.handler.broken_off({parser.get().method_string().data(), parser.get().method_string().size()},
                            target.substr(0, target.find('?')));
  }
  if (!request) co_return co_await write_answer(core, stream, plain_answer(400, request.error().message()), false);

  // The handler may block, so the coroutine moves to a worker and back to its strand.
  const auto strand = co_await asio::this_coro::executor;
  co_await asio::post(asio::bind_executor(core.pool, use_awaitable));
  const Response answer = call_handler(core.handler, *request);
  co_await asio::post(asio::bind_executor(strand, use_awaitable));
  co_return co_await write_answer(core, stream, answer, keep_alive && !core.is_stopping());
}

bool out_of_date(const Core& core, const Peer& peer) {
  return peer.certificate && core.clock->now() > peer.certificate->ends;
}

template <class Stream>
asio::awaitable<void> serve(Core& core, Stream& stream, const Peer& peer, Registered& place) {
  beast::flat_buffer buffer(core.limits.header_bytes + (std::size_t{64} << 10));
  while (co_await await_request(core, stream, buffer, place))
    if (out_of_date(core, peer) || !co_await exchange(core, stream, buffer, peer)) co_return;
}

asio::awaitable<void> run_plain(Core& core, asio::ip::tcp::socket socket, const Peer& peer) {
  TcpStream stream(std::move(socket));
  Registered place(
      core, co_await asio::this_coro::executor, [&] { stream.cancel(); }, peer.address);
  co_await serve(core, stream, peer, place);
}

asio::awaitable<void> run_connection(Core& core, asio::ip::tcp::socket socket) {
  ErrorCode error;
  Peer peer;
  const auto remote = socket.remote_endpoint(error);
  if (!error) peer.address = remote.address().to_string();
  socket.set_option(asio::ip::tcp::no_delay(true), error);
  if (core.plain) co_return co_await run_plain(core, std::move(socket), peer);
  TlsStream stream(TcpStream(std::move(socket)), core.tls);
  Registered place(
      core, co_await asio::this_coro::executor, [&] { beast::get_lowest_layer(stream).cancel(); }, peer.address);
  set_verification_time(stream.native_handle(), core.clock->now());
  beast::get_lowest_layer(stream).expires_after(core.limits.handshake);
  co_await stream.async_handshake(asio::ssl::stream_base::server, redirect_error(use_awaitable, error));
  if (error) co_return;
  peer.certificate = verified_peer(stream.native_handle());
  co_await serve(core, stream, peer, place);
  beast::get_lowest_layer(stream).expires_after(std::chrono::seconds(1));
  co_await stream.async_shutdown(redirect_error(use_awaitable, error));
}

asio::awaitable<void> run_connection(Core& core, asio::local::stream_protocol::socket socket) {
  Peer peer;
  ucred who{};
  socklen_t length = sizeof who;
  if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &who, &length) != 0) co_return;
  peer.uid = who.uid;
  LocalStream stream(std::move(socket));
  Registered place(core, co_await asio::this_coro::executor, [&] { stream.cancel(); });
  co_await serve(core, stream, peer, place);
}

template <class Protocol>
class ServerOver : public Server {
 public:
  ServerOver(Handler handler, ServerLimits limits) : core_(std::move(handler), limits), acceptor_(core_.io) {}
  ~ServerOver() override { stop(); }

  Core& core() { return core_; }
  typename Protocol::acceptor& acceptor() { return acceptor_; }

  void start() {
    if constexpr (std::is_same_v<Protocol, asio::ip::tcp>) port_ = acceptor_.local_endpoint().port();
    asio::co_spawn(core_.io, accept(), asio::detached);
    for (std::size_t i = 0; i < core_.limits.io_threads; ++i) threads_.emplace_back([this] { core_.io.run(); });
  }

  std::uint16_t port() const override { return port_; }

  void stop() override {
    const std::lock_guard once(stop_mutex_);
    if (threads_.empty()) return;
    {
      std::unique_lock lock(core_.mutex);
      core_.stopping = true;
      asio::post(core_.io, [this] {
        ErrorCode ignored;
        acceptor_.close(ignored);
      });
      for (const auto& link : core_.links)
        asio::post(link->strand, [link] {
          if (link->idle && link->close) link->close();
        });
      core_.none_left.wait_for(lock, core_.limits.grace, [this] { return core_.links.empty(); });
    }
    core_.io.stop();
    for (std::thread& t : threads_) t.join();
    threads_.clear();
    ErrorCode ignored;
    acceptor_.close(ignored);  // where the io threads ended before they could
    core_.pool.join();
  }

 private:
  bool full(const typename Protocol::socket& socket) {
    const std::lock_guard lock(core_.mutex);
    if (core_.stopping || core_.links.size() >= core_.limits.most_connections) return true;
    if constexpr (std::is_same_v<Protocol, asio::ip::tcp>) {
      const std::size_t most = core_.limits.connections_per_address;
      ErrorCode error;
      const auto remote = socket.remote_endpoint(error);
      return most != 0 && !error &&
             static_cast<std::size_t>(std::ranges::count(core_.links, remote.address().to_string(),
                                                         [](const auto& link) { return link->address; })) >= most;
    }
    return false;
  }

  asio::awaitable<void> accept() {
    while (!core_.is_stopping()) {
      ErrorCode error;
      auto socket = co_await acceptor_.async_accept(asio::any_io_executor(asio::make_strand(core_.io)),
                                                    redirect_error(use_awaitable, error));
      if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return;
      if (error) {  // out of descriptors: wait for some to close
        asio::steady_timer pause(core_.io, std::chrono::milliseconds(50));
        co_await pause.async_wait(redirect_error(use_awaitable, error));
      } else if (typename Protocol::socket peer(std::move(socket)); !full(peer)) {
        const auto strand = peer.get_executor();
        asio::co_spawn(strand, run_connection(core_, std::move(peer)), asio::detached);
      }
    }
  }

  Core core_;
  typename Protocol::acceptor acceptor_;
  std::uint16_t port_ = 0;
  std::mutex stop_mutex_;
  std::vector<std::thread> threads_;
};

Result<void> listen_at(ServerOver<asio::ip::tcp>& server, const std::string& address, std::uint16_t port) {
  ErrorCode error;
  const auto ip = asio::ip::make_address(address, error);
  if (error) return fail(Code::kUnavailable, fmt::format("‘{}’ is not an IP address to listen on", address));
  const asio::ip::tcp::endpoint endpoint(ip, port);
  auto& acceptor = server.acceptor();
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return fail(Code::kUnavailable, fmt::format("cannot listen on {} port {}: {}", address, port, error.message()));
  server.start();
  return {};
}

}  // namespace

Result<std::unique_ptr<Server>> Server::tls(const std::string& address, std::uint16_t port, const TlsSettings& settings,
                                            const Clock& clock, Handler handler, ServerLimits limits) {
  auto server = std::make_unique<ServerOver<asio::ip::tcp>>(std::move(handler), limits);
  server->core().clock = &clock;
  TRY(configure_server(server->core().tls.native_handle(), settings));
  TRY(listen_at(*server, address, port));
  return server;
}

Result<std::unique_ptr<Server>> Server::web(const std::string& address, std::uint16_t port,
                                            const std::optional<WebCertificate>& certificate, const Clock& clock,
                                            Handler handler, ServerLimits limits) {
  auto server = std::make_unique<ServerOver<asio::ip::tcp>>(std::move(handler), limits);
  server->core().clock = &clock;
  server->core().plain = !certificate;
  if (certificate) TRY(configure_web(server->core().tls.native_handle(), *certificate));
  TRY(listen_at(*server, address, port));
  return server;
}

Result<std::unique_ptr<Server>> Server::local(const std::filesystem::path& path, Handler handler, ServerLimits limits) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0) {
    if (!S_ISSOCK(info.st_mode))
      return fail(Code::kRefused, fmt::format("‘{}’ is not a socket: move it away first", path.string()));
    std::filesystem::remove(path);
  }
  auto server = std::make_unique<ServerOver<asio::local::stream_protocol>>(std::move(handler), limits);
  ErrorCode error;
  auto& acceptor = server->acceptor();
  acceptor.open(asio::local::stream_protocol(), error);
  if (!error && path.string().size() >= sizeof(sockaddr_un::sun_path)) error = asio::error::name_too_long;
  if (!error) acceptor.bind(path.string(), error);
  // Nobody can connect before listen, so there is no moment at which the mode is wrong.
  if (!error && ::chmod(path.c_str(), 0600) != 0) error = {errno, boost::system::system_category()};
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return fail(Code::kUnavailable,
                fmt::format("cannot listen on the socket ‘{}’: {}", path.string(), error.message()));
  server->start();
  return server;
}

}  // namespace tipstaff::http
