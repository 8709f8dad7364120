namespace Imaginator.BuilderTool.Certificates;

/// <summary>A certificate with its private key.</summary>
internal sealed record IssuedCertificate(string CertificatePem, string KeyPem);
