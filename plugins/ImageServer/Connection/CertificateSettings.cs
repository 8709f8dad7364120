namespace Imaginator.Plugins.ImageServer.Connection;

/// <summary>Where our client certificates are. Without any, connections are not secured.</summary>
internal sealed record CertificateSettings
{
    /// <summary>A PEM file with a certificate.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The PEM file with its private key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>A directory with pairs <c>NAME.cert</c> and <c>NAME.key</c>.</summary>
    public string? CertificateDirectory { get; init; }
}
