#include "site/wire.h"

namespace tipstaff::site::wire {
namespace {

tl::unexpected<Error> nonsense() { return fail(Code::kInvalid, "nonsense"); }

template <class T>
Result<T> take_kind(cbor::Reader& in, T last) {
  TRY_ASSIGN(const std::uint64_t value, in.uint());
  if (value > static_cast<std::uint64_t>(last)) return nonsense();
  return static_cast<T>(value);
}

Result<void> expect(cbor::Reader& in, std::size_t members) {
  TRY_ASSIGN(const std::size_t count, in.array());
  if (count != members) return nonsense();
  return {};
}

template <class T, class Take>
Result<std::vector<T>> take_list(cbor::Reader& in, Take take) {
  TRY_ASSIGN(const std::size_t count, in.array());
  std::vector<T> out;
  for (std::size_t i = 0; i < count; ++i) {
    TRY_ASSIGN(T each, take(in));
    out.push_back(std::move(each));
  }
  return out;
}

void put(cbor::Writer& out, const Body& body) {
  out.array(4).uint(static_cast<std::uint64_t>(body.state));
  put_text(out, body.type);
  put_text(out, body.bytes);
  put_text(out, body.why);
}
Result<Body> take_body(cbor::Reader& in) {
  Body out;
  TRY(expect(in, 4));
  TRY_ASSIGN(out.state, take_kind(in, BodyState::kUnread));
  TRY_ASSIGN(out.type, take_text(in));
  TRY_ASSIGN(out.bytes, take_text(in));
  TRY_ASSIGN(out.why, take_text(in));
  return out;
}

void put(cbor::Writer& out, const std::vector<Header>& headers) {
  out.array(headers.size());
  for (const Header& each : headers) {
    out.array(2);
    put_text(out, each.name);
    put_text(out, each.value);
  }
}
Result<Header> take_header(cbor::Reader& in) {
  Header out;
  TRY(expect(in, 2));
  TRY_ASSIGN(out.name, take_text(in));
  TRY_ASSIGN(out.value, take_text(in));
  return out;
}

Result<Datum> take_datum(cbor::Reader& in) {
  Datum out;
  TRY(expect(in, 5));
  TRY_ASSIGN(out.category, take_kind(in, Category::kLast));
  TRY_ASSIGN(out.name, take_text(in));
  TRY_ASSIGN(out.parameter, take_text(in));
  TRY_ASSIGN(out.value, take_text(in));
  TRY_ASSIGN(out.hashed, take_kind(in, Hashed::kLast));
  return out;
}
Result<Found> take_found(cbor::Reader& in) {
  Found out;
  TRY(expect(in, 3));
  TRY_ASSIGN(const std::uint64_t wanted, in.uint());
  if (wanted > UINT32_MAX) return nonsense();
  out.wanted = static_cast<std::uint32_t>(wanted);
  TRY_ASSIGN(out.where, take_text(in));
  TRY_ASSIGN(out.how, take_text(in));
  return out;
}

}  // namespace

void put_text(cbor::Writer& out, std::string_view text) { out.bytes(as_bytes(text)); }
Result<std::string> take_text(cbor::Reader& in) {
  TRY_ASSIGN(const ByteView bytes, in.bytes());
  return std::string(as_text(bytes));
}
void put_texts(cbor::Writer& out, const std::vector<std::string>& texts) {
  out.array(texts.size());
  for (const std::string& each : texts) put_text(out, each);
}
Result<std::vector<std::string>> take_texts(cbor::Reader& in) { return take_list<std::string>(in, take_text); }

void put(cbor::Writer& out, const Exchange& exchange) {
  out.array(15);
  put_text(out, exchange.url);
  put_text(out, exchange.method);
  out.uint(static_cast<std::uint64_t>(exchange.asked)).uint(exchange.page);
  put_text(out, exchange.document);
  put_text(out, exchange.script);
  put_text(out, exchange.step);
  put(out, exchange.headers);
  put(out, exchange.body);
  out.array(exchange.frames.size());
  for (const Body& frame : exchange.frames) put(out, frame);
  out.integer(exchange.started).uint(static_cast<std::uint64_t>(std::max(exchange.status, 0)));
  put(out, exchange.answered);
  put(out, exchange.answer);
  out.uint(static_cast<std::uint64_t>(exchange.chosen));
}

Result<Exchange> take_exchange(cbor::Reader& in) {
  Exchange out;
  TRY(expect(in, 15));
  TRY_ASSIGN(out.url, take_text(in));
  TRY_ASSIGN(out.method, take_text(in));
  TRY_ASSIGN(out.asked, take_kind(in, Asked::kOther));
  TRY_ASSIGN(const std::uint64_t page, in.uint());
  if (page > UINT32_MAX) return nonsense();
  out.page = static_cast<std::uint32_t>(page);
  TRY_ASSIGN(out.document, take_text(in));
  TRY_ASSIGN(out.script, take_text(in));
  TRY_ASSIGN(out.step, take_text(in));
  TRY_ASSIGN(out.headers, take_list<Header>(in, take_header));
  TRY_ASSIGN(out.body, take_body(in));
  TRY_ASSIGN(out.frames, take_list<Body>(in, take_body));
  TRY_ASSIGN(out.started, in.integer());
  TRY_ASSIGN(const std::uint64_t status, in.uint());
  if (status > 999) return nonsense();
  out.status = static_cast<int>(status);
  TRY_ASSIGN(out.answered, take_list<Header>(in, take_header));
  TRY_ASSIGN(out.answer, take_body(in));
  TRY_ASSIGN(out.chosen, take_kind(in, Choice::kAccept));
  return out;
}

void put(cbor::Writer& out, const Page& page) {
  out.array(7);
  put_text(out, page.url);
  put_text(out, page.title);
  out.uint(static_cast<std::uint64_t>(page.choice));
  put_text(out, page.screenshot);
  out.boolean(page.submitted).boolean(page.answered);
  put_text(out, page.banner);
}
Result<Page> take_page(cbor::Reader& in) {
  Page out;
  TRY(expect(in, 7));
  TRY_ASSIGN(out.url, take_text(in));
  TRY_ASSIGN(out.title, take_text(in));
  TRY_ASSIGN(out.choice, take_kind(in, Choice::kAccept));
  TRY_ASSIGN(out.screenshot, take_text(in));
  TRY_ASSIGN(out.submitted, in.boolean());
  TRY_ASSIGN(out.answered, in.boolean());
  TRY_ASSIGN(out.banner, take_text(in));
  return out;
}

void put(cbor::Writer& out, const Examined& examined) {
  const Decoded& decoded = examined.decoded;
  out.array(6);
  put_text(out, decoded.service);
  put_text(out, decoded.company);
  put_text(out, decoded.kind);
  out.array(decoded.data.size());
  for (const Datum& each : decoded.data) {
    out.array(5).uint(static_cast<std::uint64_t>(each.category));
    put_text(out, each.name);
    put_text(out, each.parameter);
    put_text(out, each.value);
    out.uint(static_cast<std::uint64_t>(each.hashed));
  }
  put_texts(out, decoded.unread);
  out.array(examined.found.size());
  for (const Found& each : examined.found) {
    out.array(3).uint(each.wanted);
    put_text(out, each.where);
    put_text(out, each.how);
  }
}
Result<Examined> take_examined(cbor::Reader& in) {
  Examined out;
  TRY(expect(in, 6));
  TRY_ASSIGN(out.decoded.service, take_text(in));
  TRY_ASSIGN(out.decoded.company, take_text(in));
  TRY_ASSIGN(out.decoded.kind, take_text(in));
  TRY_ASSIGN(out.decoded.data, take_list<Datum>(in, take_datum));
  TRY_ASSIGN(out.decoded.unread, take_texts(in));
  TRY_ASSIGN(out.found, take_list<Found>(in, take_found));
  return out;
}

void put(cbor::Writer& out, const Wanted& wanted) {
  out.array(2);
  put_text(out, wanted.name);
  put_text(out, wanted.value);
}
Result<Wanted> take_wanted(cbor::Reader& in) {
  Wanted out;
  TRY(expect(in, 2));
  TRY_ASSIGN(out.name, take_text(in));
  TRY_ASSIGN(out.value, take_text(in));
  return out;
}

}  // namespace tipstaff::site::wire
