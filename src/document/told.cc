#include "document/told.h"

#include "document/emitter.h"

namespace tipstaff::document {
namespace {

constexpr std::uint64_t kRow = 1, kObserved = 2, kKind = 3, kInnerFile = 4, kBegun = 5, kWanted = 6, kNext = 7,
                        kBytes = 8;
constexpr std::size_t kAnswerBytes = std::size_t{240} << 10;
constexpr std::size_t kLongestWords = 32'768;

auto nonsense() { return fail(Code::kInvalid, "nonsense"); }

Result<std::uint32_t> number(cbor::Reader& reader) {
  TRY_ASSIGN(const std::uint64_t value, reader.uint());
  if (value > UINT32_MAX) return nonsense();
  return static_cast<std::uint32_t>(value);
}

Result<void> hear_row(cbor::Reader& reader, std::vector<std::string>& cells, Sink& sink) {
  TRY_ASSIGN(const std::uint32_t layer, number(reader));
  TRY_ASSIGN(const std::size_t count, reader.array());
  for (std::size_t i = 0; i < count; ++i) {
    TRY_ASSIGN(const std::string_view cell, reader.text());
    if (i == cells.size()) cells.emplace_back();
    put_printable(cell, kLongestWords, cells[i]);
  }
  sink.row(layer, std::span(cells).first(count));
  return {};
}

Result<void> hear_observation(cbor::Reader& reader, Sink& sink) {
  Observation seen;
  TRY_ASSIGN(const std::uint64_t trait, reader.uint());
  if (trait > static_cast<std::uint64_t>(Trait::kLast)) return nonsense();
  seen.trait = static_cast<Trait>(trait);
  TRY_ASSIGN(const std::string_view part, reader.text());
  TRY_ASSIGN(const std::string_view place, reader.text());
  seen.part = printable(part, kLongestWords);
  seen.place = printable(place, kLongestWords);
  TRY_ASSIGN(seen.cells, reader.uint());
  TRY_ASSIGN(seen.rows, reader.uint());
  TRY_ASSIGN(seen.characters, reader.uint());
  TRY_ASSIGN(seen.layer, number(reader));
  sink.observed(seen);
  return {};
}

Result<void> hear_inner_file(cbor::Reader& reader, Sink& sink) {
  InnerFile file;
  TRY_ASSIGN(const std::string_view part, reader.text());
  TRY_ASSIGN(const ByteView sha256, reader.bytes());
  TRY_ASSIGN(const ByteView beginning, reader.bytes());
  if (beginning.size() > kBeginning) return nonsense();
  file.part = printable(part, kLongestWords);
  TRY_ASSIGN(file.sha256, to_hash(sha256));
  file.beginning = as_text(beginning);
  sink.inner_file(file);
  return {};
}

Result<void> hear_bytes(cbor::Reader& reader, Sink& sink) {
  TRY_ASSIGN(const std::uint64_t first, reader.uint());
  TRY_ASSIGN(const ByteView piece, reader.bytes());
  if (first > 1 || piece.size() > kPieceBytes) return nonsense();
  sink.bytes(piece, first == 1);
  return {};
}

}  // namespace

void Teller::row(std::uint32_t layer, std::span<const std::string> cells) {
  answer_.array(3).uint(kRow).uint(layer).array(cells.size());
  for (const std::string& cell : cells) answer_.text(cell);
  tell_if_long();
}
void Teller::observed(const Observation& seen) {
  answer_.array(8)
      .uint(kObserved)
      .uint(static_cast<std::uint64_t>(seen.trait))
      .text(seen.part)
      .text(seen.place)
      .uint(seen.cells);
  answer_.uint(seen.rows).uint(seen.characters).uint(seen.layer);
  tell_if_long();
}
void Teller::inner_file(const InnerFile& file) {
  answer_.array(4).uint(kInnerFile).text(file.part).bytes(file.sha256).bytes(as_bytes(file.beginning));
  tell_if_long();
}
void Teller::bytes(ByteView piece, bool first) {
  answer_.array(3).uint(kBytes).uint(first ? 1 : 0).bytes(piece);
  tell_if_long();
}
void Teller::begins(std::uint32_t part) { answer_.array(2).uint(kBegun).uint(part); }
Bytes Teller::want(std::uint64_t at, std::size_t bytes) {
  answer_.array(3).uint(kWanted).uint(at).uint(bytes);
  return go_on_(take());
}
Bytes Teller::finish(const std::string& kind) {
  answer_.array(2).uint(kKind).text(kind);
  return take();
}
Bytes Teller::finish_at(std::uint32_t part) {
  answer_.array(2).uint(kNext).uint(part);
  return take();
}
void Teller::tell_if_long() {
  if (answer_.view().size() >= kAnswerBytes) go_on_(take());
}
Bytes Teller::take() { return std::exchange(answer_, {}).take(); }

Result<Heard> hear(ByteView answer, Sink& sink) {
  cbor::Reader reader(answer);
  std::vector<std::string> cells;
  Heard out;
  while (!reader.at_end()) {
    if (out.kind || out.next || out.wanted) return nonsense();
    TRY_ASSIGN(const std::size_t members, reader.array());
    TRY_ASSIGN(const std::uint64_t what, reader.uint());
    if (what == kRow && members == 3) {
      TRY(hear_row(reader, cells, sink));
    } else if (what == kObserved && members == 8) {
      TRY(hear_observation(reader, sink));
    } else if (what == kInnerFile && members == 4) {
      TRY(hear_inner_file(reader, sink));
    } else if (what == kBytes && members == 3) {
      TRY(hear_bytes(reader, sink));
    } else if (what == kBegun && members == 2) {
      TRY_ASSIGN(out.begun, number(reader));
      ++out.parts;
    } else if (what == kWanted && members == 3) {
      WantedBytes& wanted = out.wanted.emplace();
      TRY_ASSIGN(wanted.at, reader.uint());
      TRY_ASSIGN(wanted.bytes, reader.uint());
    } else if (what == kNext && members == 2) {
      TRY_ASSIGN(out.next, number(reader));
    } else if (what == kKind && members == 2) {
      TRY_ASSIGN(const std::string_view kind, reader.text());
      out.kind = printable(kind, 20);
    } else {
      return nonsense();
    }
  }
  return out;
}

}  // namespace tipstaff::document
