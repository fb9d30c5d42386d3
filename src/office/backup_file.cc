#include "office/backup_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/cbor.h"
#include "base/clock.h"
#include "crypto/aead.h"
#include "crypto/hash.h"

namespace tipstaff::office {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = kBackupBeginning;
constexpr std::size_t kPieceBytes = std::size_t{256} << 10;
constexpr std::size_t kMostHeader = std::size_t{1} << 20;

Plaintext content_key(const Plaintext& root, ByteView salt) {
  return crypto::hkdf_sha256(root.reveal(), salt, "tipstaff backup v1", crypto::kKeyBytes);
}

Bytes piece_place(const Hash& head, std::uint64_t number, bool last) {
  cbor::Writer w;
  w.array(4).text("backup").bytes(head).uint(number).boolean(last);
  return w.take();
}

Bytes encode(const BackupHeader& header) {
  cbor::Writer w;
  w.array(6).text(header.force_id).uint(header.number).integer(header.at.micros).uint(header.ledger_size);
  w.bytes(header.salt).bytes(header.root_key);
  return w.take();
}

// Where the file lies that this process was given, whatever its giver calls it.
Result<bool> lies_within(int file, const fs::path& folder) {
  std::error_code error;
  const fs::path place = fs::read_symlink(fmt::format("/proc/self/fd/{}", file), error);
  if (error) return fail(storage_error("cannot look at", folder, error.value()));
  return place.string().starts_with(fs::weakly_canonical(folder).string() + "/");
}

tl::unexpected<Error> damaged() {
  return fail(Code::kTampered, "this is not a whole backup as it was written: it was changed or cut off, or is none");
}

class Source {
 public:
  static Result<Source> open(const fs::path& file) {
    Source out;
    out.file_ = file;
    out.fd_ = Descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!out.fd_.valid() && errno == ENOENT)
      return fail(Code::kNotFound, fmt::format("there is no file ‘{}’", file.string()));
    if (!out.fd_.valid()) return fail(storage_error("cannot read", file, errno));
    return out;
  }
  Result<Bytes> take(std::size_t size) {
    Bytes out(size);
    for (std::size_t at = 0; at < size;) {
      const ssize_t got = ::read(fd_.get(), out.data() + at, size - at);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail(storage_error("cannot read", file_, errno));
      if (got == 0) return damaged();
      at += static_cast<std::size_t>(got);
    }
    return out;
  }
  Result<Bytes> framed(std::size_t most) {
    TRY_ASSIGN(const Bytes length, take(4));
    if (get_u32(length.data()) > most) return damaged();
    return take(get_u32(length.data()));
  }
  bool at_end() {
    std::uint8_t more = 0;
    return ::read(fd_.get(), &more, 1) == 0;
  }

 private:
  fs::path file_;
  Descriptor fd_;
};

struct Head {
  BackupHeader header;
  Hash hash{};
};
Result<Head> read_head(Source& source) {
  TRY_ASSIGN(const Bytes magic, source.take(kMagic.size()));
  if (as_text(magic) != kMagic) return damaged();
  TRY_ASSIGN(const Bytes body, source.framed(kMostHeader));
  Head out;
  cbor::Reader r(body);
  const auto parse = [&]() -> Result<void> {
    TRY(r.array());
    TRY_ASSIGN(const std::string_view force, r.text());
    out.header.force_id = force;
    TRY_ASSIGN(out.header.number, r.uint());
    TRY_ASSIGN(out.header.at.micros, r.integer());
    TRY_ASSIGN(out.header.ledger_size, r.uint());
    TRY_ASSIGN(const ByteView salt, r.bytes());
    out.header.salt = to_bytes(salt);
    TRY_ASSIGN(const ByteView root_key, r.bytes());
    out.header.root_key = to_bytes(root_key);
    return r.expect_end();
  };
  if (!parse()) return damaged();
  Bytes length;
  put_u32(length, static_cast<std::uint32_t>(body.size()));
  out.hash = crypto::sha256({magic, length, body});
  return out;
}

// A name of the format, never one that leads out of the folder.
bool is_plain(std::string_view name) {
  if (name.starts_with("items/")) name.remove_prefix(6);
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos;
}

}  // namespace

Result<BackupWriter> BackupWriter::open(CallerFiles& files, const fs::path& out, const fs::path& store,
                                        Random& random) {
  BackupWriter writer(files, out, random);
  TRY_ASSIGN(writer.fd_, files.begin_new(out));
  TRY_ASSIGN(const bool inside, lies_within(writer.fd_.get(), store));
  if (inside)
    return fail(Code::kRefused, "a backup inside the store's own folder would be lost with it; name another place");
  return writer;
}

BackupWriter::~BackupWriter() {
  if (fd_.valid()) files_.abandon_new(out_);
}

Result<void> BackupWriter::begin(const BackupHeader& header, const Plaintext& root) {
  const Bytes body = encode(header);
  if (body.size() > kMostHeader) return fail(Code::kInvalid, "the root-key file is too large for a backup");
  Bytes start = to_bytes(as_bytes(kMagic));
  put_u32(start, static_cast<std::uint32_t>(body.size()));
  append(start, body);
  head_ = crypto::sha256(start);
  key_ = content_key(root, header.salt);
  bytes_ = start.size();
  return write_all(fd_.get(), start, out_);
}

Result<void> BackupWriter::piece(std::string_view name, ByteView content, bool last) {
  cbor::Writer w;
  w.array(2).text(name).bytes(content);
  const Bytes sealed = crypto::seal(key_, piece_place(head_, next_++, last), w.view(), random_);
  Bytes framed;
  put_u32(framed, static_cast<std::uint32_t>(sealed.size()));
  append(framed, sealed);
  bytes_ += framed.size();
  return write_all(fd_.get(), framed, out_);
}

Result<void> BackupWriter::add(const std::string& name, const fs::path& file) {
  const Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return fail(storage_error("cannot read", file, errno));
  Bytes buffer(kPieceBytes);
  bool any = false;
  for (;;) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(storage_error("cannot read", file, errno));
    if (got == 0 && any) return {};
    TRY(piece(name, ByteView(buffer).first(static_cast<std::size_t>(got)), false));
    if (got == 0) return {};
    any = true;
  }
}

Result<void> BackupWriter::add(const std::string& name, ByteView content) {
  do {
    const std::size_t size = std::min(content.size(), kPieceBytes);
    TRY(piece(name, content.first(size), false));
    content = content.subspan(size);
  } while (!content.empty());
  return {};
}

Result<std::uint64_t> BackupWriter::finish() {
  TRY(piece("", {}, true));
  TRY(files_.finish_new(out_));
  fd_.reset(-1);
  return bytes_;
}

Result<BackupHeader> read_backup_header(const fs::path& file) {
  TRY_ASSIGN(Source source, Source::open(file));
  TRY_ASSIGN(Head head, read_head(source));
  return std::move(head.header);
}

Result<void> unpack_backup(const fs::path& file, const Plaintext& root, const fs::path& folder) {
  TRY_ASSIGN(Source source, Source::open(file));
  TRY_ASSIGN(const Head head, read_head(source));
  const Plaintext key = content_key(root, head.header.salt);
  std::error_code error;
  fs::create_directories(folder / "items", error);
  if (error) return fail(storage_error("cannot make", folder, error.value()));
  std::string open_name;
  Descriptor open_file;
  const auto close = [&]() -> Result<void> {
    if (open_file.valid() && ::fsync(open_file.get()) != 0)
      return fail(storage_error("cannot sync", folder / open_name, errno));
    open_file.reset(-1);
    return {};
  };
  for (std::uint64_t number = 0;; ++number) {
    TRY_ASSIGN(const Bytes sealed, source.framed(2 * kPieceBytes));
    Result<Plaintext> body = crypto::open(key, piece_place(head.hash, number, false), sealed);
    if (!body) {
      if (!crypto::open(key, piece_place(head.hash, number, true), sealed) || !source.at_end()) return damaged();
      return close();
    }
    cbor::Reader r(body->reveal());
    TRY(r.array());
    TRY_ASSIGN(const std::string_view name, r.text());
    TRY_ASSIGN(const ByteView content, r.bytes());
    if (!is_plain(name)) return damaged();
    if (name != open_name) {
      TRY(close());
      open_name = name;
      open_file = Descriptor(::open((folder / open_name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
      if (!open_file.valid()) return fail(storage_error("cannot write", folder / open_name, errno));
    }
    TRY(write_all(open_file.get(), content, folder / open_name));
  }
}

}  // namespace tipstaff::office
