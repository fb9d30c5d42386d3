#include "site/peers.h"

#include <fmt/format.h>

#include "document/emitter.h"
#include "site/json.h"

namespace tipstaff::site {
namespace {

constexpr std::string_view kMark = "tipstaff: a page makes an RTCPeerConnection ";
constexpr std::size_t kLongestServers = 300;

// The console is the one way to the browser's driver that no policy of the page's closes, and the page cannot read it.
constexpr std::string_view kScript = R"JS((() => {
  const Real = globalThis.RTCPeerConnection;
  if (!Real) return;
  const held = %HELD, tell = console.debug.bind(console), {apply, construct} = Reflect, set = Real.prototype.setConfiguration;
  const servers = given => { try { return [].concat(given?.iceServers ?? []).flatMap(one => one.urls ?? one.url ?? []).join(" ") } catch { return "" } };
  const allowed = given => held ? {...given, iceServers: [], iceTransportPolicy: "relay"} : given;
  const Watched = new Proxy(Real, {construct(real, [given, ...rest], target) {
    tell("%MARK" + servers(given));
    return construct(real, [allowed(given), ...rest], target === Watched ? real : target);
  }});
  Real.prototype.constructor = Watched;
  Real.prototype.setConfiguration = new Proxy(set, {apply(real, self, [given]) {
    tell("%MARK" + servers(given));
    return apply(real, self, [allowed(given)]);
  }});
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"])
    if (name in globalThis) Object.defineProperty(globalThis, name, {value: Watched, writable: true, configurable: true, enumerable: false});
})())JS";

std::string with(std::string text, std::string_view name, std::string_view value) {
  for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += value.size())
    text.replace(at, name.size(), value);
  return text;
}

}  // namespace

std::vector<CdpCommand> watch_peers(const std::string& session, bool held) {
  const std::string script = with(with(std::string(kScript), "%HELD", held ? "true" : "false"), "%MARK", kMark);
  return {{"Console.enable", {}, session},
          {"Page.addScriptToEvaluateOnNewDocument", {{"source", script}, {"runImmediately", true}}, session}};
}

std::optional<std::string> peer_told(const CdpMessage& message, bool held) {
  if (message.method != "Console.messageAdded") return std::nullopt;
  std::string_view text = text_in(member(message.content, "message"), "text");
  if (!text.starts_with(kMark)) return std::nullopt;
  text.remove_prefix(kMark.size());
  const std::string servers = text.empty() ? "" : fmt::format(" ({})", document::printable(text, kLongestServers));
  return fmt::format("A page makes a WebRTC connection{}: what it sends over it is not recorded{}.", servers,
                     held ? ", and it reached nobody here" : "");
}

}  // namespace tipstaff::site
