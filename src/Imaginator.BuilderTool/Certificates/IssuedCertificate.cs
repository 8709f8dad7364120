namespace Imaginator.BuilderTool.Certificates;

/// <summary>A certificate with its key, as they are written to files.</summary>
/// <param name="CertificatePem">The certificate.</param>
/// <param name="KeyPem">Its private key, not encrypted.</param>
internal sealed record IssuedCertificate(string CertificatePem, string KeyPem);
