using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.BuilderTool.Connection;

/// <summary>The addresses of the daemon's pages, as a user of this machine reaches them.</summary>
internal static class DaemonPages
{
    /// <summary>The page of a build.</summary>
    public static string OfBuild(CommandContext context, string id)
    {
        var certificates = new ClientCertificateFiles(
            null, null, context.Flags.Get(ClientCertificateFlags.CertificateDirectory), context.Time);

        // As with the API: a user with certificates reaches the pages by HTTPS.
        var isSecure = context.Flags.Get(ClientCertificateFlags.ServerAuthorityFile).Length > 0 || certificates.Get().Count > 0;
        var address = new UriBuilder
        {
            Scheme = isSecure ? "https" : "http",
            Host = context.Flags.Get(ConnectionFlags.Hostname),
            Port = context.Flags.Get(ConnectionFlags.PortNumber),
            Path = $"builds/{Uri.EscapeDataString(id)}",
        };
        return address.Uri.AbsoluteUri;
    }
}
