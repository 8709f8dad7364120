using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Transports;

/// <summary>Registers the transports of this plugin with libgit2, under private URL schemes.</summary>
/// <remarks>
/// The transports of libgit2 cannot be cancelled while they wait, keep complete responses in memory (http), or print errors
/// to the standard error of the daemon (ssh). A registration applies to the process; it happens once, at the first use.
/// </remarks>
internal static class TransportRegistration
{
    /// <summary>The URL with which libgit2 selects <see cref="RpcTransport"/>; it does not identify the repository.</summary>
    public static string RpcUrl { get; } = Register<RpcTransport>("imaginator-rpc");

    /// <summary>The URL with which libgit2 selects <see cref="DuplexTransport"/>; it does not identify the repository.</summary>
    public static string DuplexUrl { get; } = Register<DuplexTransport>("imaginator-duplex");

    private static string Register<T>(string scheme) where T : SmartSubtransport, new()
    {
        // The result is necessary only to remove the registration, which stays until the process ends.
        _ = GlobalSettings.RegisterSmartSubtransport<T>(scheme);
        return $"{scheme}://repository/";
    }
}
