#include "clean/clean_child.h"

#include "base/cbor.h"
#include "document/emitter.h"

namespace tipstaff::clean {
namespace {

// Requests: kPiece with a piece of the file, kWhole when it has had all, then kGoOn. Answers: one empty for each piece;
// then [made, extension or reason, what is left out, size of the copy], then its pieces.
constexpr std::uint8_t kPiece = 1, kWhole = 2, kGoOn = 3;
constexpr std::size_t kPieceBytes = std::size_t{1} << 20, kLongestWords = 300;
constexpr std::uint64_t kLargestCopy = document::kLargestFile;

Result<Bytes> converse(ByteView request, const SandboxRole::GoOn& go_on) {
  Bytes file, next(request.begin(), request.end());
  while (!next.empty() && next[0] == kPiece) {
    append(file, ByteView(next).subspan(1));
    next = go_on(Bytes{kPiece});
  }
  if (next.empty() || next[0] != kWhole)
    return fail(Code::kInvalid, "the sandboxed cleaner was asked for something that it does not know");
  auto copy = clean_copy(file);
  file = {};
  if (copy && copy->content.size() > kLargestCopy) copy = fail(Code::kRefused, "the copy would be larger than 256 MiB");
  cbor::Writer head;
  head.array(4)
      .boolean(copy.has_value())
      .text(copy ? copy->extension : copy.error().text())
      .text(copy ? copy->left_out : "")
      .uint(copy ? copy->content.size() : 0);
  Bytes answer = to_bytes(head.view());
  for (std::size_t at = 0; copy && at < copy->content.size(); at += kPieceBytes) {
    go_on(answer);
    const ByteView piece = ByteView(copy->content).subspan(at, std::min(kPieceBytes, copy->content.size() - at));
    answer.assign(piece.begin(), piece.end());
  }
  return answer;
}

Result<Copy> converse_with(SandboxedWorker& child, ByteView file) {
  for (std::size_t at = 0; at < file.size(); at += kPieceBytes) {
    Bytes request{kPiece};
    append(request, file.subspan(at, std::min(kPieceBytes, file.size() - at)));
    TRY(child.ask(request));
  }
  TRY_ASSIGN(const Plaintext head, child.ask(Bytes{kWhole}));
  cbor::Reader reader(head.reveal());
  TRY_ASSIGN(const std::size_t members, reader.array());
  if (members != 4) return fail(Code::kInvalid, "nonsense");
  TRY_ASSIGN(const bool made, reader.boolean());
  TRY_ASSIGN(const std::string_view words, reader.text());
  TRY_ASSIGN(const std::string_view left_out, reader.text());
  TRY_ASSIGN(const std::uint64_t size, reader.uint());
  if (!made) return fail(Code::kRefused, document::printable(words, kLongestWords));
  Copy out{std::string(words), {}, document::printable(left_out, kLongestWords)};
  const bool plain = out.extension.size() <= 6 && out.extension.starts_with('.') &&
                     std::ranges::all_of(out.extension.substr(1), [](char c) { return c >= 'a' && c <= 'z'; });
  if (!plain || size > kLargestCopy) return fail(Code::kInvalid, "nonsense");
  while (out.content.size() < size) {
    TRY_ASSIGN(const Plaintext piece, child.ask(Bytes{kGoOn}));
    if (piece.size() == 0 || out.content.size() + piece.size() > size) return fail(Code::kInvalid, "nonsense");
    append(out.content, piece.reveal());
  }
  return out;
}

}  // namespace

SandboxRole clean_role() {
  SandboxLimits limits;
  limits.memory_bytes = std::uint64_t{3} << 30;
  limits.per_request = std::chrono::seconds(120);
  limits.processor = std::chrono::seconds(300);
  limits.largest_request = 1 + kPieceBytes;
  limits.largest_answer = 4U << 20;
  limits.requests_per_child = UINT32_MAX;
  return {"clean", limits, prepare, {}, converse};
}

Result<Copy> clean_safely(ByteView file, SandboxLimits limits) {
  if (file.empty() || file.size() > document::kLargestFile)
    return fail(Code::kRefused, "it is empty, or larger than 256 MiB");
  SandboxedWorker child("clean", limits);
  auto copy = converse_with(child, file);
  if (copy || copy.error().code() == Code::kUnavailable || copy.error().code() == Code::kRefused) return copy;
  return fail(Code::kRefused, "its cleaner was stopped: it crashed, or took too much memory or time");
}

}  // namespace tipstaff::clean
