#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <thread>

#include "app/commands.h"
#include "base/stop.h"
#include "base/text.h"
#include "http/server.h"
#include "webcheck/routes.h"

namespace tipstaff::app {
namespace {

constexpr std::size_t kLargestPolicy = std::size_t{1} << 20;

struct Address {
  std::string ip;  // “::1”
  std::uint16_t port = 0;
};

// “127.0.0.1:8480”, “[::1]:8480”.
Result<Address> parse_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  Address out;
  std::string_view port;
  if (colon != std::string_view::npos) {
    out.ip = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  if (out.ip.starts_with('[') && out.ip.ends_with(']')) out.ip = out.ip.substr(1, out.ip.size() - 2);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (out.ip.empty() || port.empty() || error != std::errc() || end != port.data() + port.size())
    return fail(Code::kUsage, fmt::format("‘{}’ is no address to listen on; it reads like 127.0.0.1:8480", text));
  return out;
}

Result<void> fits(const CheckOptions& options, const Address& address) {
  if (!options.files.empty() || !options.stdin_name.empty() || !options.clean.empty() || !options.declare.empty() ||
      options.rules)
    return fail(Code::kUsage,
                "with --web files, what they declare and clean copies are the browser’s matter; leave them out");
  if (!options.rolls.empty())
    return fail(Code::kUsage, "--web takes no --roll: whoever reaches the page could ask it who is on the roll");
  if (options.certificate.empty() != options.key.empty())
    return fail(Code::kUsage, "--certificate and --key go together");
  if (options.certificate.empty() && !webcheck::is_loopback(address.ip))
    return fail(Code::kRefused, fmt::format("on {} files would cross the network for anybody to read: give "
                                            "--certificate and --key, or listen on 127.0.0.1 behind a "
                                            "reverse proxy that speaks TLS, and name it with --name",
                                            address.ip));
  return {};
}

// By which the page may be called: more would let another site's name lead here.
std::vector<std::string> names_of(const CheckOptions& options, const Address& address) {
  std::vector<std::string> out;
  std::ranges::transform(options.names, std::back_inserter(out), lower);
  out.push_back(address.ip.find(':') == std::string::npos ? address.ip : "[" + address.ip + "]");
  if (webcheck::is_loopback(address.ip)) out.insert(out.end(), {"localhost", "127.0.0.1", "[::1]"});
  return out;
}

http::ServerLimits server_limits(const webcheck::QueueLimits& queue) {
  http::ServerLimits out;
  out.workers = queue.places + 8;  // each file on its way may hold one
  out.connections_per_address = 64;
  out.idle = std::chrono::seconds(20);
  out.body_bytes_per_second = queue.slowest;
  return out;
}

}  // namespace

Result<void> check_web(Context& context, const CheckOptions& options) {
  TRY_ASSIGN(const Address address, parse_address(options.listen));
  TRY(fits(options, address));
  std::optional<disclosure::Policy> policy;
  if (!options.policy.empty()) {
    TRY_ASSIGN(const Bytes text, context.caller->read(options.policy, kLargestPolicy));
    TRY_ASSIGN(policy, disclosure::parse_policy(as_text(text)));
  }
  webcheck::Settings settings{names_of(options, address), policy ? &*policy : nullptr, options.at_once};
  if (settings.at_once == 0) settings.at_once = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16);
  webcheck::QueueLimits limits;
  limits.places = 2 * settings.at_once;  // so that one file comes in while another is read
  webcheck::Queue queue(context.random, limits);
  webcheck::Routes routes(settings, queue, context.random);
  std::optional<http::WebCertificate> certificate;
  if (!options.certificate.empty()) certificate = {options.certificate, options.key};
  TRY_ASSIGN(const auto server, http::Server::web(address.ip, address.port, certificate, context.clock,
                                                  routes.handler(), server_limits(limits)));
  context.print(fmt::format("The check is at {}://{}:{}/ and keeps no file. Stop with Ctrl-C.\n",
                            certificate ? "https" : "http", settings.names.front(), server->port()));
  std::fflush(stdout);
  heed_stop_signals();
  sleep_until_stopped();
  server->stop();
  return {};
}

}  // namespace tipstaff::app
