#include "site/mhtml.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "document/mail/mail.h"
#include "site/har_body.h"
#include "site/saved.h"

namespace tipstaff::site {
namespace {

constexpr std::size_t kMostParts = 20'000;

struct Unref {
  void operator()(gpointer object) const {
    if (object != nullptr) g_object_unref(object);
  }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

struct Part {
  std::string location, type, bytes;
  bool whole = true;
};

std::string header_of(GMimeObject* object, const char* name) {
  const char* value = g_mime_object_get_header(object, name);
  return value == nullptr ? std::string() : std::string(value);
}

Part part_of(GMimePart* part) {
  Part out;
  out.location = header_of(GMIME_OBJECT(part), "Content-Location");
  GMimeContentType* type = g_mime_object_get_content_type(GMIME_OBJECT(part));
  if (type != nullptr)
    out.type = lower(std::string(g_mime_content_type_get_media_type(type)) + "/" +
                     g_mime_content_type_get_media_subtype(type));
  GMimeDataWrapper* content = g_mime_part_get_content(part);
  const Owned<GMimeStream> stream(g_mime_stream_mem_new());
  if (content == nullptr || g_mime_data_wrapper_write_to_stream(content, stream.get()) < 0) return out;
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  out.whole = bytes->len <= kLargestBody;
  if (out.whole && bytes->len > 0) out.bytes.assign(reinterpret_cast<const char*>(bytes->data), bytes->len);
  return out;
}

std::vector<Part> parts_of(std::string_view file, std::string& snapshot_of) {
  std::vector<Part> out;
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(file.data(), file.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  g_mime_parser_set_persist_stream(parser.get(), FALSE);
  const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!message) return out;
  snapshot_of = header_of(GMIME_OBJECT(message.get()), "Snapshot-Content-Location");
  const std::unique_ptr<GMimePartIter, decltype(&g_mime_part_iter_free)> at(
      g_mime_part_iter_new(GMIME_OBJECT(message.get())), &g_mime_part_iter_free);
  do {
    GMimeObject* object = g_mime_part_iter_get_current(at.get());
    if (object != nullptr && GMIME_IS_PART(object)) out.push_back(part_of(GMIME_PART(object)));
  } while (out.size() < kMostParts && g_mime_part_iter_next(at.get()) != 0);
  return out;
}

bool is_html(const Part& part) { return part.type == "text/html" || part.type == "application/xhtml+xml"; }

Asked asked_by(std::string_view type) {
  if (type.starts_with("image/")) return Asked::kImage;
  if (type.starts_with("font/") || type.find("font") != std::string_view::npos) return Asked::kFont;
  if (type.starts_with("audio/") || type.starts_with("video/")) return Asked::kMedia;
  if (type == "text/css") return Asked::kStyle;
  if (type.find("javascript") != std::string_view::npos) return Asked::kScript;
  return type == "text/html" ? Asked::kFrame : Asked::kOther;
}

// What a part was asked for, unless a page names it too.
void add_part(Recording& out, const Part& part) {
  if (!part.location.starts_with("http://") && !part.location.starts_with("https://")) return;
  if (std::ranges::find(out.exchanges, part.location, &Exchange::url) != out.exchanges.end()) return;
  Exchange one;
  one.url = part.location;
  one.method = "GET";
  one.asked = asked_by(part.type);
  out.exchanges.push_back(std::move(one));
}

// What a frame's page would call, on the page that it lies in.
void add_frame(Recording& out, const Part& frame) {
  Recording inner = read_saved(frame.bytes, out.source, frame.location);
  for (Exchange& each : inner.exchanges) {
    if (each.url == frame.location) continue;
    each.page = 0;
    if (each.document.empty()) each.document = frame.location;
    if (each.asked == Asked::kDocument) each.asked = Asked::kFrame;
    out.exchanges.push_back(std::move(each));
  }
}

}  // namespace

void prepare_mhtml() { document::prepare_mail(); }

bool is_mhtml(std::string_view start) {
  const std::string head = "\n" + lower(start.substr(0, std::min(start.find("\r\n\r\n"), start.find("\n\n"))));
  return head.find("\nmime-version:") != std::string::npos && head.find("multipart/related") != std::string::npos;
}

Recording read_mhtml(std::string_view file, std::string source, std::string address) {
  std::string snapshot_of;
  const std::vector<Part> parts = parts_of(file, snapshot_of);
  const auto page = std::ranges::find_if(parts, is_html);
  if (page == parts.end()) {
    Recording out;
    out.source = std::move(source);
    out.made_by = "saved page (MHTML)";
    out.unread.emplace_back("It is a page saved as one file, and no page is in it.");
    return out;
  }
  if (address.empty()) address = !snapshot_of.empty() ? snapshot_of : page->location;
  Recording out = read_saved(page->bytes, std::move(source), std::move(address));
  out.made_by = "saved page (MHTML)";
  for (const Part& part : parts) {
    if (&part == &*page) continue;
    add_part(out, part);
    if (is_html(part)) add_frame(out, part);
  }
  if (parts.size() >= kMostParts || !std::ranges::all_of(parts, &Part::whole))
    out.unread.emplace_back("There are more or larger parts in it than are read.");
  out.unread.emplace_back(
      "Browsers leave scripts out when they save a page as one file: what they tell to whom is not in it.");
  return out;
}

}  // namespace tipstaff::site
