// Runs a program and stops, fails or cuts it off at the N-th system call with which it changes something below a folder.
//
//   disk-points LOG ROOT ACTION N PROGRAM [ARGUMENT...]
//
//   count      lets every call through
//   kill       kills the program instead of the N-th call
//   torn       writes the first half of what the N-th call was to write, then kills the program
//   power      takes the power from the ext4 file system that holds ROOT, then kills the program
//   fail:E     answers the N-th call with the error number E
//   full       from the N-th call on there is no room: whatever needs some fails with ENOSPC
//
// LOG gets a line for each such call: its number, its name, its path. Calls are counted over all threads of PROGRAM and in none of the programs that it starts.
// A seccomp filter hands the calls over (Linux 5.7 or later), so that none is missed however the program makes it.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXT4_SHUTDOWN _IOR('X', 125, uint32_t)
#define WITHOUT_FLUSHING 2

// How a call says what it changes, and whether that takes room.
enum place { BY_FD, BY_OUT_FD, BY_PATH, BY_PATH_AT, BY_SECOND_PATH, BY_SECOND_PATH_AT, BY_LINK_AT };
enum room { NO_ROOM, ROOM, ROOM_IF_NEW, ROOM_FOR_BYTES };

struct call {
    const char *name;
    int number;
    enum place place;
    enum room room;
    int flags; // the argument in which O_CREAT or O_TRUNC must be; -1: whatever the arguments are
};

#define CALL(name, place, room) { #name, SYS_##name, place, room, -1 }

static const struct call calls[] = {
#ifdef SYS_open
    { "open", SYS_open, BY_PATH, ROOM_IF_NEW, 1 },
    CALL(creat, BY_PATH, ROOM_IF_NEW), CALL(mkdir, BY_PATH, ROOM_IF_NEW), CALL(rmdir, BY_PATH, NO_ROOM), CALL(unlink, BY_PATH, NO_ROOM),
    CALL(rename, BY_SECOND_PATH, NO_ROOM), CALL(link, BY_SECOND_PATH, ROOM), CALL(symlink, BY_SECOND_PATH, NO_ROOM), CALL(chmod, BY_PATH, NO_ROOM),
#endif
    { "openat", SYS_openat, BY_PATH_AT, ROOM_IF_NEW, 2 },
    CALL(mkdirat, BY_PATH_AT, ROOM_IF_NEW), CALL(unlinkat, BY_PATH_AT, NO_ROOM), CALL(fchmodat, BY_PATH_AT, NO_ROOM), CALL(utimensat, BY_PATH_AT, NO_ROOM),
#ifdef SYS_renameat
    CALL(renameat, BY_SECOND_PATH_AT, NO_ROOM),
#endif
    CALL(renameat2, BY_SECOND_PATH_AT, NO_ROOM), CALL(linkat, BY_SECOND_PATH_AT, ROOM), CALL(symlinkat, BY_LINK_AT, NO_ROOM),
    CALL(truncate, BY_PATH, NO_ROOM), CALL(ftruncate, BY_FD, NO_ROOM), CALL(fallocate, BY_FD, ROOM),
    CALL(write, BY_FD, ROOM_FOR_BYTES), CALL(pwrite64, BY_FD, ROOM_FOR_BYTES), CALL(writev, BY_FD, ROOM), CALL(pwritev, BY_FD, ROOM),
    CALL(copy_file_range, BY_OUT_FD, ROOM), CALL(sendfile, BY_FD, ROOM),
    CALL(fchmod, BY_FD, NO_ROOM), CALL(fchown, BY_FD, NO_ROOM), CALL(fsync, BY_FD, NO_ROOM), CALL(fdatasync, BY_FD, NO_ROOM), CALL(syncfs, BY_FD, NO_ROOM),
};

#define CALLS (sizeof calls / sizeof *calls)

static const char *root;
static const char *action;
static long chosen;
static long points;
static FILE *report;
static pid_t program;
static int is_dead;

static void die(const char *what) {
    perror(what);
    exit(125);
}

static int install_filter(void) {
    struct sock_filter filter[CALLS * 5 + 2];
    int length = 0;
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < CALLS; i++) {
        if (calls[i].flags < 0) {
            filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].number, 0, 1);
            filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
            continue;
        }

        filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].number, 0, 4);
        filter[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args) + 8 * calls[i].flags);
        filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_CREAT | O_TRUNC, 0, 1);
        filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
        filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    }

    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog code = { .len = length, .filter = filter };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) die("no_new_privs");
    int listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &code);
    if (listener < 0) die("seccomp");
    return listener;
}

static void send_fd(int socket, int fd) {
    char byte = 0, control[CMSG_SPACE(sizeof fd)] = { 0 };
    struct iovec data = { &byte, 1 };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    if (sendmsg(socket, &message, 0) != 1) die("sendmsg");
}

static int receive_fd(int socket) {
    char byte, control[CMSG_SPACE(sizeof(int))];
    struct iovec data = { &byte, 1 };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    int fd;
    if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1 || CMSG_FIRSTHDR(&message) == NULL) exit(125);
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
    return fd;
}

static int is_of_program(pid_t thread) {
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/task/%d", program, thread);
    return access(name, F_OK) == 0;
}

static ssize_t read_memory(pid_t pid, uint64_t address, char *buffer, size_t length) {
    struct iovec local = { buffer, length }, remote = { (void *)(uintptr_t)address, length };
    return process_vm_readv(pid, &local, 1, &remote, 1, 0);
}

// A text may end just before a page that is not mapped.
static void read_text(pid_t pid, uint64_t address, char *text, size_t size) {
    size_t length = 0;
    while (length + 1 < size && read_memory(pid, address + length, text + length, 1) == 1 && text[length] != 0) length++;
    text[length] = 0;
}

static void read_link(pid_t pid, const char *what, char *path, size_t size) {
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/%s", pid, what);
    ssize_t length = readlink(name, path, size - 1);
    path[length < 0 ? 0 : length] = 0;
}

static void read_fd(pid_t pid, uint64_t fd, char *path, size_t size) {
    char name[32];
    snprintf(name, sizeof name, "fd/%d", (int)fd);
    read_link(pid, name, path, size);
}

static void read_path(pid_t pid, uint64_t folder, uint64_t address, char *path, size_t size) {
    char text[4096], base[4096];
    read_text(pid, address, text, sizeof text);
    if (text[0] == '/') {
        snprintf(path, size, "%s", text);
        return;
    }

    if ((int)folder == AT_FDCWD) read_link(pid, "cwd", base, sizeof base);
    else read_fd(pid, folder, base, sizeof base);
    snprintf(path, size, "%s/%s", base, text);
}

static void find_path(const struct seccomp_notif *call, const struct call *kind, char *path, size_t size) {
    const __u64 *args = call->data.args;
    switch (kind->place) {
        case BY_FD: read_fd(call->pid, args[0], path, size); break;
        case BY_OUT_FD: read_fd(call->pid, args[2], path, size); break;
        case BY_PATH: read_path(call->pid, AT_FDCWD, args[0], path, size); break;
        case BY_PATH_AT: read_path(call->pid, args[0], args[1], path, size); break;
        case BY_SECOND_PATH: read_path(call->pid, AT_FDCWD, args[1], path, size); break;
        case BY_SECOND_PATH_AT: read_path(call->pid, args[2], args[3], path, size); break;
        case BY_LINK_AT: read_path(call->pid, args[1], args[2], path, size); break;
    }
}

static int is_below_root(const char *path) {
    size_t length = strlen(root);
    return strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static void write_half(const struct seccomp_notif *call, const struct call *kind) {
    int process = syscall(SYS_pidfd_open, program, 0);
    int fd = syscall(SYS_pidfd_getfd, process, (int)call->data.args[0], 0);
    size_t length = call->data.args[2] / 2;
    char *half = malloc(length + 1);
    if (process < 0 || fd < 0 || read_memory(call->pid, call->data.args[1], half, length) != (ssize_t)length) die("torn");
    ssize_t written = kind->number == SYS_pwrite64 ? pwrite(fd, half, length, call->data.args[3]) : write(fd, half, length);
    if (written != (ssize_t)length) die("torn");
}

static void lose_power(void) {
    uint32_t how = WITHOUT_FLUSHING;
    int fd = open(root, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || ioctl(fd, EXT4_SHUTDOWN, &how) != 0) die("power");
    close(fd);
}

static int takes_room(const struct call *kind, const char *path) {
    struct stat there;
    return kind->room == ROOM || kind->room == ROOM_FOR_BYTES || (kind->room == ROOM_IF_NEW && lstat(path, &there) != 0);
}

#define NO_ANSWER (-1)

// The error to answer with; 0: the call is made. An answer to a program that was killed could still let it make the call.
static int judge(const struct seccomp_notif *call) {
    const struct call *kind = NULL;
    char path[8200];
    for (size_t i = 0; i < CALLS && kind == NULL; i++) kind = calls[i].number == call->data.nr ? &calls[i] : NULL;
    if (kind == NULL || !is_of_program(call->pid)) return 0;
    find_path(call, kind, path, sizeof path);
    if (is_dead) return NO_ANSWER;
    if (!is_below_root(path)) return 0;

    points++;
    fprintf(report, "%ld %s %s\n", points, kind->name, path);
    if (strcmp(action, "full") == 0) return points >= chosen && takes_room(kind, path) ? ENOSPC : 0;
    if (points != chosen || strcmp(action, "count") == 0) return 0;
    if (strncmp(action, "fail:", 5) == 0) return atoi(action + 5);
    if (strcmp(action, "torn") == 0 && kind->room == ROOM_FOR_BYTES) write_half(call, kind);
    if (strcmp(action, "power") == 0) lose_power();
    kill(program, SIGKILL);
    is_dead = 1;
    return NO_ANSWER;
}

static void supervise(int listener) {
    for (;;) {
        struct pollfd event = { listener, POLLIN, 0 };
        struct seccomp_notif call = { 0 };
        struct seccomp_notif_resp answer = { 0 };
        if (poll(&event, 1, -1) < 0) die("poll");

        // Nobody is left who could make a call: neither the program nor what it started.
        if (event.revents & POLLHUP) return;
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) continue;

        int error = judge(&call);
        if (error == NO_ANSWER) continue;
        answer.id = call.id;
        answer.error = -error;
        answer.flags = error == 0 ? SECCOMP_USER_NOTIF_FLAG_CONTINUE : 0;
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
    }
}

int main(int argc, char **argv) {
    int sockets[2], status;
    if (argc < 6 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) {
        fprintf(stderr, "usage: disk-points LOG ROOT count|kill|torn|power|fail:E|full N PROGRAM [ARGUMENT...]\n");
        return 125;
    }

    root = argv[2];
    action = argv[3];
    chosen = atol(argv[4]);
    if ((report = fopen(argv[1], "we")) == NULL) die(argv[1]);
    if ((program = fork()) == 0) {
        int listener = install_filter();
        send_fd(sockets[1], listener);
        close(listener);
        execv(argv[5], argv + 5);
        _exit(127);
    }

    close(sockets[1]);
    supervise(receive_fd(sockets[0]));
    if (waitpid(program, &status, 0) < 0) die("waitpid");
    fclose(report);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
