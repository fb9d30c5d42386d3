#include "app/counter_wire.h"

#include <fmt/format.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tipstaff::app {
namespace {

Error gone(std::string_view what) { return {Code::kUnavailable, std::string(what)}; }

union Control {
  cmsghdr align;
  std::array<char, CMSG_SPACE(sizeof(int))> bytes;
};

Result<sockaddr_un> address_of(const std::filesystem::path& path) {
  sockaddr_un out{};
  out.sun_family = AF_UNIX;
  const std::string text = path.string();
  if (text.size() >= sizeof out.sun_path)
    return fail(Code::kUsage, fmt::format("the path ‘{}’ is too long for a socket; choose a shorter one", text));
  std::copy(text.begin(), text.end(), out.sun_path);
  return out;
}

Result<void> send_with(int socket, Kind kind, ByteView body, int file, int flags) {
  if (body.size() + 1 > kLargestMessage)
    return fail(Code::kInvalid, "the command line is too long for the server's socket");
  auto head = static_cast<std::uint8_t>(kind);
  std::array<iovec, 2> parts{iovec{&head, 1}, iovec{const_cast<std::uint8_t*>(body.data()), body.size()}};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  Control control{};
  if (file >= 0) {
    message.msg_control = &control;
    message.msg_controllen = sizeof control.bytes;
    cmsghdr* part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(sizeof file);
    std::memcpy(CMSG_DATA(part), &file, sizeof file);
  }
  for (;;) {
    if (::sendmsg(socket, &message, MSG_NOSIGNAL | flags) >= 0) return {};
    if (errno != EINTR) return fail(gone("the other end of the socket is gone, or too slow"));
  }
}

}  // namespace

Bytes texts(const std::vector<std::string>& all) {
  Bytes out;
  for (const std::string& text : all) {
    put_u32(out, static_cast<std::uint32_t>(text.size()));
    append(out, as_bytes(text));
  }
  return out;
}

Result<std::vector<std::string>> parse_texts(ByteView body) {
  std::vector<std::string> out;
  while (!body.empty()) {
    if (body.size() < 4 || body.size() - 4 < get_u32(body.data()))
      return fail(Code::kInvalid, "a message on the socket is cut short");
    const std::size_t size = get_u32(body.data());
    out.emplace_back(as_text(body.subspan(4, size)));
    body = body.subspan(4 + size);
  }
  return out;
}

Result<void> send_message(int socket, Kind kind, ByteView body, int file) {
  return send_with(socket, kind, body, file, 0);
}

void send_if_room(int socket, Kind kind, ByteView body) { (void)send_with(socket, kind, body, -1, MSG_DONTWAIT); }

Result<Message> receive_message(int socket) {
  Bytes buffer(kLargestMessage);
  iovec part{buffer.data(), buffer.size()};
  Control control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = &control;
  message.msg_controllen = sizeof control.bytes;
  ssize_t got = 0;
  do got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  Message out;
  for (cmsghdr* head = CMSG_FIRSTHDR(&message); got >= 0 && head != nullptr; head = CMSG_NXTHDR(&message, head)) {
    if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS || head->cmsg_len != CMSG_LEN(sizeof(int)))
      continue;
    int file = -1;
    std::memcpy(&file, CMSG_DATA(head), sizeof file);
    out.file.reset(file);
  }
  if (got <= 0 || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
    return fail(gone("the other end of the socket is gone, or too slow"));
  out.kind = static_cast<Kind>(buffer[0]);
  out.body.assign(buffer.begin() + 1, buffer.begin() + got);
  ::explicit_bzero(buffer.data(), static_cast<std::size_t>(got));  // a line or a key may have been in it
  return out;
}

Result<void> set_patience(int socket, std::chrono::seconds patience) {
  const timeval wait{patience.count(), 0};
  for (const int which : {SO_RCVTIMEO, SO_SNDTIMEO})
    if (::setsockopt(socket, SOL_SOCKET, which, &wait, sizeof wait) != 0)
      return fail(gone("the socket takes no time limit"));
  return {};
}

Result<Descriptor> connect_to(const std::filesystem::path& socket) {
  TRY_ASSIGN(const sockaddr_un address, address_of(socket));
  Descriptor out(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (!out.valid() || ::connect(out.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return fail(gone(fmt::format("no server answers at ‘{}’: {}", socket.string(), std::strerror(errno))));
  return out;
}

Result<Descriptor> listen_on(const std::filesystem::path& socket, const std::string& group) {
  TRY_ASSIGN(const sockaddr_un address, address_of(socket));
  struct stat info {};
  if (::lstat(socket.c_str(), &info) == 0) {
    if (!S_ISSOCK(info.st_mode) || connect_to(socket))
      return fail(Code::kRefused,
                  fmt::format("something else lies or listens at ‘{}’: move it away, or stop it", socket.string()));
    ::unlink(socket.c_str());
  }
  unsigned mode = 0600;
  gid_t owner = static_cast<gid_t>(-1);
  if (!group.empty()) {
    const struct group* found = ::getgrnam(group.c_str());  // before any thread is started
    if (found == nullptr) return fail(Code::kUsage, fmt::format("there is no group ‘{}’ on this machine", group));
    owner = found->gr_gid;
    mode = 0660;
  }
  Descriptor out(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  // Nobody can connect before listen, so there is no moment at which owner or mode are wrong.
  if (!out.valid() || ::bind(out.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      (!group.empty() && ::chown(socket.c_str(), static_cast<uid_t>(-1), owner) != 0) ||
      ::chmod(socket.c_str(), mode) != 0 || ::listen(out.get(), 16) != 0)
    return fail(gone(fmt::format("cannot listen on the socket ‘{}’: {}", socket.string(), std::strerror(errno))));
  return out;
}

}  // namespace tipstaff::app
