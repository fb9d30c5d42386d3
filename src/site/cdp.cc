#include "site/cdp.h"

#include "site/json.h"

namespace tipstaff::site {

namespace json = boost::json;

void CdpSplitter::push(std::string_view bytes) {
  if (skipping_) {
    const std::size_t end = bytes.find('\0');
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
    skipping_ = false;
  }
  held_ += bytes;
  if (held_.size() > kLargestMessage && held_.find('\0', searched_) == std::string::npos) {
    held_.clear();
    searched_ = 0;
    skipping_ = true;
    ++lost_;
  }
}

std::optional<std::string> CdpSplitter::next() {
  const std::size_t end = held_.find('\0', searched_);
  if (end == std::string::npos) {
    searched_ = held_.size();
    return std::nullopt;
  }
  std::string message = held_.substr(0, end);
  held_.erase(0, end + 1);
  searched_ = 0;
  return message;
}

std::optional<CdpMessage> parse_cdp(std::string text) {
  const auto parsed = parse_json(std::move(text));
  if (!parsed || !parsed->is_object()) return std::nullopt;
  CdpMessage out;
  out.id = number_in(&*parsed, "id", 0);
  out.method = text_in(&*parsed, "method");
  out.session = text_in(&*parsed, "sessionId");
  out.failed = member(*parsed, "error") != nullptr;
  const json::value* content = member(*parsed, out.id != 0 ? "result" : "params");
  if (content != nullptr) out.content = *content;
  if (out.id == 0 && out.method.empty()) return std::nullopt;
  return out;
}

std::string write_cdp(std::int64_t id, const CdpCommand& command) {
  json::object message{{"id", id}, {"method", command.method}, {"params", command.params}};
  if (!command.session.empty()) message["sessionId"] = command.session;
  std::string text = json::serialize(message);
  text += '\0';
  return text;
}

}  // namespace tipstaff::site
