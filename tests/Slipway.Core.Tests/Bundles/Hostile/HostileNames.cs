namespace Slipway.Core.Tests.Bundles.Hostile;

/// <summary>Names, keys and records that archives have when they mean harm.</summary>
internal static class HostileNames
{
    /// <summary>Names that no payload may have: outside, ambiguous, or not the same everywhere.</summary>
    public static readonly string[] All =
    [
        "../x", "../../etc/x", "../outside", "a/../../outside", "b/../../outside", "b/c/../../../outside", "..", "../", ".", "./", "./a", "b/./c", "b/..", "b/.", "...//x",
        "/", "//", "/etc/x", "/outside", "//etc/x", "///a", "/a", "~/x/", "b//c", "a/", "b/c/", "b/",
        "C:\\x", "C:/x", "c:x", "C:", "\\\\server\\share", "\\x", "b\\c", "a\\..\\..\\outside", "..\\outside", "./../outside", "b/c\\d",
        "a\u0001", "a\nb", "a\rb", "a\tb", "a\u001b[31m", "a\u007f", "a\u0085", "x\u0000y/../..", "\u0008",
        "a\u0301", "e\u0301/x", "\u1100\u1161", "\u212b", "\u2126", "\ufb49",
        "manifest.json", "signature.sig", "",
    ];

    /// <summary>Keys of extended headers that would set what is not the archive's to set.</summary>
    public static readonly string[] ExtendedKeys =
    [
        "linkpath=outside", "linkpath=../outside", "uid=0", "gid=0", "uname=root", "gname=root", "atime=1", "ctime=1", "charset=BINARY", "hdrcharset=BINARY", "comment=x", "mode=0006777",
        "SCHILY.xattr.security.capability=x", "SCHILY.xattr.user.x=1", "SCHILY.acl.access=user::rwx", "SCHILY.acl.default=x", "SCHILY.dev=1", "SCHILY.ino=1", "SCHILY.nlink=2", "SCHILY.realsize=1",
        "LIBARCHIVE.xattr.user.x=1", "LIBARCHIVE.creationtime=1", "LIBARCHIVE.symlinktype=file", "RHT.security.selinux=x", "GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=../outside", "GNU.sparse.realsize=1",
        "GNU.sparse.map=0,1", "GNU.sparse.size=1", "GNU.volume.label=x", "GNU.dumpdir=x", "MSWINDOWS.rawsd=x", "Path=a", "PATH=a", "path =a", " path=a", "path\u0000=a", "size\u0000=7", "=x", "x=",
    ];

    /// <summary>Records that do not say what they mean.</summary>
    public static readonly string[] ExtendedRecords =
    [
        "junk", "\n", " ", "5", "5 ", "5 a=b\n", "6 a=b", "7 a=b\n", "999999 path=a\n", "2147483648 path=a\n", "99999999999999999999 path=a\n", "8 path=a\n", "11 path=a\n", "010 path=a\n", "0 path=a\n",
        "-9 path=a\n", "+10 path=a\n", " 10 path=a\n", "10  path=a\n", "10\tpath=a\n", "10 path=a\r", "9 path=a", "10 path=a\n\0", "10 path=a\n10 path=a\n", "10 path=b\n10 path=a\n", "9 size=7\n9 size=7\n",
        "11 size=-1\n", "8 size=\n", "10 size=7x\n", "9 path=\n8 size=\n", "0x9 path=a\n", "1e1 path=a\n",
    ];
}
