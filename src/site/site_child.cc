#include "site/site_child.h"

#include <fmt/format.h>

#include <stdexcept>

#include "document/emitter.h"
#include "document/xml.h"
#include "site/har.h"
#include "site/leak_forms.h"
#include "site/mhtml.h"
#include "site/saved.h"
#include "site/wire.h"

namespace tipstaff::site {
namespace {

// Requests: kPiece with a piece of the file, each answered by nothing; then kHar or kSaved with [source, address],
// answered by kMade [made_by, [unread…], [notes…], [pages…]], and by kExchanges [exchange…] for each kGoOn, an empty
// list at the end. kExamine with
// [[wanted…], [page, exchange]…], answered by [examined…]. kContainer with a script, answered by [SHA-256, version,
// [tags…]] or nothing. kSitemap, behind its pieces, is answered by [[pages…], [sitemaps…], wrong].
constexpr std::uint8_t kPiece = 1, kHar = 2, kSaved = 3, kGoOn = 4, kExamine = 5, kContainer = 6, kSitemap = 7;
constexpr std::size_t kPieceBytes = std::size_t{4} << 20, kBatchBytes = std::size_t{1} << 20, kBatch = 256;
constexpr std::size_t kLongestText = 2'000;

tl::unexpected<Error> nonsense() { return fail(Code::kInvalid, "nonsense"); }

Result<Bytes> tell_recording(const Recording& recording, const SandboxRole::GoOn& go_on) {
  cbor::Writer head;
  head.array(4);
  wire::put_text(head, recording.made_by);
  wire::put_texts(head, recording.unread);
  wire::put_texts(head, recording.notes);
  head.array(recording.pages.size());
  for (const Page& page : recording.pages) wire::put(head, page);
  Bytes next = go_on(head.view());
  for (std::size_t at = 0; at < recording.exchanges.size();) {
    Bytes batch;
    for (; at < recording.exchanges.size() && batch.size() < kBatchBytes; ++at) {
      cbor::Writer one;
      wire::put(one, recording.exchanges[at]);
      append(batch, one.view());
    }
    go_on(batch);
  }
  return Bytes{};
}

Result<Bytes> examine_batch(ByteView request) {
  cbor::Reader in(request);
  TRY_ASSIGN(const std::size_t wanted_count, in.array());
  std::vector<Wanted> wanted;
  for (std::size_t i = 0; i < wanted_count; ++i) {
    TRY_ASSIGN(Wanted each, wire::take_wanted(in));
    wanted.push_back(std::move(each));
  }
  const LookFor look_for(std::move(wanted));
  cbor::Writer out;
  while (!in.at_end()) {
    TRY_ASSIGN(const Page page, wire::take_page(in));
    TRY_ASSIGN(const Exchange exchange, wire::take_exchange(in));
    bool whole = true;
    Examined examined{decode(exchange, page), look_for.in(exchange, &whole)};
    if (!whole)
      examined.decoded.unread.emplace_back(
          "there is more in it, packed in itself, than is searched for what was typed");
    wire::put(out, examined);
  }
  return out.take();
}

Result<Bytes> tell_container(std::string_view script) {
  const auto found = read_container(script);
  if (!found) return Bytes{};
  cbor::Writer out;
  out.array(3).bytes(found->data);
  wire::put_text(out, found->version);
  wire::put_texts(out, found->tags);
  return out.take();
}

Result<Bytes> tell_sitemap(const Sitemap& map) {
  cbor::Writer out;
  out.array(3);
  wire::put_texts(out, map.pages);
  wire::put_texts(out, map.sitemaps);
  wire::put_text(out, map.wrong);
  return out.take();
}

Result<Bytes> converse(ByteView request, const SandboxRole::GoOn& go_on) {
  std::string file;
  Bytes next(request.begin(), request.end());
  while (!next.empty() && next[0] == kPiece) {
    file += as_text(ByteView(next).subspan(1));
    next = go_on({});
  }
  if (next.empty()) return nonsense();
  const ByteView rest = ByteView(next).subspan(1);
  if (next[0] == kExamine) return examine_batch(rest);
  if (next[0] == kSitemap) return tell_sitemap(read_sitemap(file));
  if (next[0] == kContainer) return tell_container(as_text(rest));
  cbor::Reader in(rest);
  TRY_ASSIGN(std::string source, wire::take_text(in));
  TRY_ASSIGN(const std::string address, wire::take_text(in));
  if (next[0] == kHar) return tell_recording(read_har(std::move(file), std::move(source)), go_on);
  if (next[0] == kSaved && is_mhtml(std::string_view(file).substr(0, 4'096)))
    return tell_recording(read_mhtml(file, std::move(source), address), go_on);
  if (next[0] == kSaved) return tell_recording(read_saved(file, std::move(source), address), go_on);
  return nonsense();
}

std::string clean(std::string_view text) { return document::printable(text, kLongestText); }
void clean_all(std::vector<std::string>& texts) {
  for (std::string& each : texts) each = clean(each);
}

void make_printable(Examined& examined) {
  for (std::string* each : {&examined.decoded.service, &examined.decoded.company, &examined.decoded.kind})
    *each = clean(*each);
  for (Datum& datum : examined.decoded.data)
    for (std::string* each : {&datum.name, &datum.parameter, &datum.value}) *each = clean(*each);
  clean_all(examined.decoded.unread);
  for (Found& found : examined.found) {
    found.where = clean(found.where);
    found.how = clean(found.how);
  }
}

Recording stopped(const std::string& source) {
  Recording out;
  out.source = source;
  out.unread.emplace_back("Its reader was stopped: it crashed, or took too much memory or time.");
  return out;
}

Result<Recording> take_recording(SandboxedWorker& child, ByteView request, const std::string& source) {
  Recording out;
  out.source = source;
  TRY_ASSIGN(const Plaintext head, child.ask(request));
  cbor::Reader in(head.reveal());
  TRY_ASSIGN(const std::size_t members, in.array());
  if (members != 4) return nonsense();
  TRY_ASSIGN(out.made_by, wire::take_text(in));
  out.made_by = clean(out.made_by);
  TRY_ASSIGN(out.unread, wire::take_texts(in));
  TRY_ASSIGN(out.notes, wire::take_texts(in));
  clean_all(out.unread);
  clean_all(out.notes);
  TRY_ASSIGN(const std::size_t pages, in.array());
  for (std::size_t i = 0; i < pages; ++i) {
    TRY_ASSIGN(Page page, wire::take_page(in));
    page.title = clean(page.title);
    page.screenshot.clear();  // no recording that is read here has one
    out.pages.push_back(std::move(page));
  }
  for (;;) {
    TRY_ASSIGN(const Plaintext batch, child.ask(Bytes{kGoOn}));
    if (batch.empty()) return out;
    cbor::Reader each(batch.reveal());
    while (!each.at_end()) {
      TRY_ASSIGN(Exchange exchange, wire::take_exchange(each));
      if (exchange.page >= out.pages.size() || out.exchanges.size() == kMostExchanges) return nonsense();
      out.exchanges.push_back(std::move(exchange));
    }
  }
}

// What opens files when it is first used: tables of character sets, OpenSSL's providers.
void prepare() {
  prepare_mhtml();
  document::prepare_xml();
  if (digest_forms("prepare").empty()) throw std::runtime_error("no digests");
}

}  // namespace

SandboxRole site_role() {
  SandboxLimits limits;
  limits.memory_bytes = std::uint64_t{4} << 30;  // an archive of 512 MiB, what it says, and both at once
  limits.per_request = std::chrono::seconds(120);
  limits.processor = std::chrono::seconds(900);
  limits.largest_request = 64U << 20;
  limits.largest_answer = 64U << 20;
  limits.requests_per_child = UINT32_MAX;
  return {"site", limits, prepare, {}, converse};
}

SafeReader::SafeReader(SandboxLimits limits) : child_("site", limits) {}

Result<void> SafeReader::send_pieces(ByteView file) {
  for (std::size_t at = 0; at < file.size(); at += kPieceBytes) {
    Bytes piece{kPiece};
    append(piece, file.subspan(at, std::min(kPieceBytes, file.size() - at)));
    TRY(child_.ask(piece));
  }
  return {};
}

Result<Sitemap> SafeReader::read_sitemap(ByteView file) {
  const auto converse_with = [&]() -> Result<Sitemap> {
    TRY(send_pieces(file));
    TRY_ASSIGN(const Plaintext answer, child_.ask(Bytes{kSitemap}));
    cbor::Reader in(answer.reveal());
    TRY_ASSIGN(const std::size_t members, in.array());
    if (members != 3) return nonsense();
    Sitemap out;
    TRY_ASSIGN(out.pages, wire::take_texts(in));
    TRY_ASSIGN(out.sitemaps, wire::take_texts(in));
    TRY_ASSIGN(const std::string wrong, wire::take_text(in));
    out.wrong = clean(wrong);
    if (out.pages.size() + out.sitemaps.size() > kMostAddresses) return nonsense();
    return out;
  };
  auto out = converse_with();
  if (!out && out.error().code() != Code::kUnavailable)
    return Sitemap{{}, {}, "its reader was stopped: it crashed, or took too much memory or time"};
  return out;
}

Result<Recording> SafeReader::read(std::uint8_t how, ByteView file, const std::string& source,
                                   const std::string& address) {
  if (file.size() > kLargestRecording) {
    Recording out;
    out.source = source;
    out.unread.push_back(fmt::format("It has {} bytes; at most {} are read.", file.size(), kLargestRecording));
    return out;
  }
  const auto converse_with = [&]() -> Result<Recording> {
    TRY(send_pieces(file));
    cbor::Writer last;
    wire::put_text(last, source);
    wire::put_text(last, address);
    Bytes request{how};
    append(request, last.view());
    return take_recording(child_, request, source);
  };
  auto out = converse_with();
  if (!out && out.error().code() != Code::kUnavailable) return stopped(source);
  return out;
}

Result<Recording> SafeReader::read_har(ByteView file, const std::string& source) {
  return read(kHar, file, source, "");
}
Result<Recording> SafeReader::read_saved(ByteView file, const std::string& source, const std::string& address) {
  return read(kSaved, file, source, address);
}

Result<std::optional<Container>> SafeReader::container(std::string_view script) {
  Bytes request{kContainer};
  append(request, as_bytes(script));
  const auto take = [&]() -> Result<std::optional<Container>> {
    TRY_ASSIGN(const Plaintext answer, child_.ask(request));
    if (answer.empty()) return std::nullopt;
    cbor::Reader in(answer.reveal());
    Container out;
    TRY_ASSIGN(const std::size_t members, in.array());
    TRY_ASSIGN(const ByteView data, in.bytes());
    if (members != 3 || data.size() != out.data.size()) return nonsense();
    std::ranges::copy(data, out.data.begin());
    TRY_ASSIGN(out.version, wire::take_text(in));
    TRY_ASSIGN(out.tags, wire::take_texts(in));
    out.version = clean(out.version);
    clean_all(out.tags);
    return out;
  };
  auto out = take();
  if (!out && out.error().code() != Code::kUnavailable) return std::nullopt;
  return out;
}

Result<void> SafeReader::examine_some(const Recording& recording, std::size_t first, std::size_t count,
                                      const std::vector<Wanted>& wanted, std::vector<Examined>& out) {
  cbor::Writer request;
  request.array(wanted.size());
  for (const Wanted& each : wanted) wire::put(request, each);
  for (std::size_t i = first; i < first + count; ++i) {
    Page page = recording.pages.at(recording.exchanges[i].page);
    page.screenshot.clear();
    wire::put(request, page);
    Exchange exchange = recording.exchanges[i];
    exchange.answer = {};
    wire::put(request, exchange);
  }
  Bytes bytes{kExamine};
  append(bytes, request.view());
  TRY_ASSIGN(const Plaintext answer, child_.ask(bytes));
  cbor::Reader in(answer.reveal());
  std::vector<Examined> got;
  while (!in.at_end()) {
    TRY_ASSIGN(Examined each, wire::take_examined(in));
    make_printable(each);
    for (const Found& found : each.found)
      if (found.wanted >= wanted.size()) return nonsense();
    got.push_back(std::move(each));
  }
  if (got.size() != count) return nonsense();
  std::ranges::move(got, std::back_inserter(out));
  return {};
}

Result<std::vector<Examined>> SafeReader::examine(const Recording& recording, const std::vector<Wanted>& wanted) {
  std::vector<Examined> out;
  for (std::size_t at = 0; at < recording.exchanges.size();) {
    std::size_t count = 0, bytes = 0;
    for (; at + count < recording.exchanges.size() && count < kBatch && bytes < kBatchBytes; ++count) {
      const Exchange& each = recording.exchanges[at + count];
      bytes += each.url.size() + each.body.bytes.size();
      for (const Body& frame : each.frames) bytes += frame.bytes.size();
    }
    if (const auto whole = examine_some(recording, at, count, wanted, out); !whole) {
      if (whole.error().code() == Code::kUnavailable) return fail(whole.error());
      // One of them broke the child: each alone, so that it costs no other.
      for (std::size_t i = at; i < at + count; ++i)
        if (const auto one = examine_some(recording, i, 1, wanted, out); !one) {
          if (one.error().code() == Code::kUnavailable) return fail(one.error());
          out.emplace_back();
          out.back().decoded.unread.emplace_back("its reader was stopped: it crashed, or took too much memory or time");
        }
    }
    at += count;
  }
  return out;
}

}  // namespace tipstaff::site
