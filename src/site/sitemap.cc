#include "site/sitemap.h"

#include "base/bytes.h"
#include "document/xml.h"
#include "site/packing.h"
#include "site/url.h"

namespace tipstaff::site {
namespace {

// Takes <loc> of <url> and of <sitemap>; that of pictures and films lies deeper and is theirs.
class Handler : public document::XmlHandler {
 public:
  explicit Handler(Sitemap& out) : out_(out) {}
  void start(std::string_view name, const document::XmlAttributes&) override {
    if (open_.empty()) is_sitemap_ = name == "urlset" || name == "sitemapindex";
    open_.emplace_back(name);
    address_.clear();
  }
  void text(std::string_view piece) override {
    if (address_.size() <= kLongestAddress) address_ += piece;
  }
  void end(std::string_view name) override {
    open_.pop_back();
    if (name != "loc" || open_.size() != 2) return;
    const std::size_t from = address_.find_first_not_of(" \t\r\n"), to = address_.find_last_not_of(" \t\r\n");
    if (from == std::string::npos || to - from >= kLongestAddress) return;
    if (out_.pages.size() + out_.sitemaps.size() == kMostAddresses)
      out_.wrong = "it has more than 50000 addresses; the others were left out";
    else if (open_.back() == "url")
      out_.pages.push_back(address_.substr(from, to - from + 1));
    else if (open_.back() == "sitemap")
      out_.sitemaps.push_back(address_.substr(from, to - from + 1));
  }
  bool is_sitemap() const { return is_sitemap_; }

 private:
  Sitemap& out_;
  bool is_sitemap_ = false;
  std::vector<std::string> open_;
  std::string address_;
};

void read_lines(std::string_view text, Sitemap& out) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() > kLongestAddress || !parse_url(line)) continue;
    if (out.pages.size() == kMostAddresses) {
      out.wrong = "it has more than 50000 addresses; the others were left out";
      return;
    }
    out.pages.emplace_back(line);
  }
  if (out.pages.empty()) out.wrong = "it is no sitemap";
}

}  // namespace

Sitemap read_sitemap(std::string_view file) {
  Sitemap out;
  std::string plain;
  if (file.starts_with("\x1f\x8b")) {
    auto whole = unpacked(file, Packing::kGzip, kLargestSitemap);
    if (!whole) {
      out.wrong = "its gzip is damaged, or holds more than 50 MiB";
      return out;
    }
    plain = std::move(*whole);
    file = plain;
  }
  if (file.size() > kLargestSitemap) {
    out.wrong = "it is larger than 50 MiB";
    return out;
  }
  if (file.starts_with("\xef\xbb\xbf")) file.remove_prefix(3);
  const std::size_t begin = file.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || file[begin] != '<') {
    read_lines(file, out);
    return out;
  }
  Handler handler(out);
  const auto parsed =
      document::parse_xml([&](const auto& take) { return take(as_bytes(file.substr(begin))); }, handler);
  if (!parsed)
    out.wrong = "its XML is damaged, or declares a document type";
  else if (!handler.is_sitemap())
    out.wrong = "it is no sitemap";
  return out;
}

}  // namespace tipstaff::site
