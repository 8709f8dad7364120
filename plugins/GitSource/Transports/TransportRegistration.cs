using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Transports;

/// <summary>Makes our transports known to libgit2, under schemes that no URL of a user has.</summary>
/// <remarks>
/// libgit2's own transports cannot be stopped while they wait, keep a whole answer in memory (http), or print errors to
/// the daemon's standard error (ssh). Registration is for the whole process and can be done once: here, on first use.
/// </remarks>
internal static class TransportRegistration
{
    /// <summary>The URL by which libgit2 finds <see cref="RpcTransport"/>; it says nothing of the repository.</summary>
    public static string RpcUrl { get; } = Register<RpcTransport>("imaginator-rpc");

    /// <summary>The URL by which libgit2 finds <see cref="DuplexTransport"/>; it says nothing of the repository.</summary>
    public static string DuplexUrl { get; } = Register<DuplexTransport>("imaginator-duplex");

    private static string Register<T>(string scheme) where T : SmartSubtransport, new()
    {
        // The registration is only needed to undo it, which never happens: a plugin stays until the process ends.
        _ = GlobalSettings.RegisterSmartSubtransport<T>(scheme);
        return $"{scheme}://repository/";
    }
}
