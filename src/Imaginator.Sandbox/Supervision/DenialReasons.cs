using System.Globalization;
using Imaginator.Linux;
using Imaginator.Linux.Supervision;

namespace Imaginator.Sandbox.Supervision;

/// <summary>What the supervisor answers to a denied call, and the argument that is the reason.</summary>
internal static class DenialReasons
{
    /// <summary>Gets the error that the call fails with.</summary>
    public static Errno ErrorOf(SystemCallNotice notice) =>
        notice.Name is "socket" or "socketpair" ? Errno.EAFNOSUPPORT : Errno.EPERM;

    /// <summary>Describes the argument that the call is denied for.</summary>
    /// <returns>A phrase that follows the name of the call; empty if the call is always denied.</returns>
    public static string DetailOf(SystemCallNotice notice)
    {
        var first = unchecked((uint)notice.Arguments[0]);
        return notice.Name switch
        {
            "clone" or "unshare" => "for a new namespace",
            "socket" or "socketpair" => string.Create(CultureInfo.InvariantCulture, $"with address family {first}"),
            "personality" => string.Create(CultureInfo.InvariantCulture, $"with 0x{first:x}"),
            "prlimit64" => string.Create(CultureInfo.InvariantCulture, $"on process {first}"),
            "ioctl" => string.Create(CultureInfo.InvariantCulture, $"with 0x{unchecked((uint)notice.Arguments[1]):x}"),
            _ => "",
        };
    }
}
