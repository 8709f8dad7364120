using System.Collections.Immutable;

namespace Imaginator.BuilderTool.Certificates;

/// <summary>Writes the certificates of a trial site to a directory.</summary>
internal static class TrialSite
{
    // The methods that a daemon calls as a client of imageserver and of workers.
    private static readonly ImmutableArray<string> DaemonMethods = ["ImageServer.*", "ObjectServer.*", "Imaginator.BuildImage"];

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode ReadableByAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The directory must be empty or not exist.</summary>
    public static void Make(string directory, TrialSitePlan plan)
    {
        try
        {
            if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            {
                throw new ImaginatorException(
                    $"cannot write certificates to \"{directory}\": the directory is not empty; name another directory");
            }

            Write(directory, MakeAll(plan));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException($"cannot write certificates to \"{directory}\": {e.Clause()}", e);
        }
    }

    private static List<(string CertificateFile, string KeyFile, IssuedCertificate Issued)> MakeAll(TrialSitePlan plan)
    {
        using var authority = new CertificateAuthority("Imaginator trial CA", plan.NotBefore, plan.AuthoritiesNotAfter);
        using var identities = new CertificateAuthority("Imaginator trial identity CA", plan.NotBefore, plan.AuthoritiesNotAfter);
        var daemon = new CertificateSubject("imaginator") { PermittedMethods = DaemonMethods, HostNames = plan.HostNames };
        var administrator = new CertificateSubject("admin") { PermittedMethods = ["*.*"] };
        var user = new CertificateSubject(plan.UserName) { Groups = plan.UserGroups };
        return
        [
            ("CA.pem", "CA.key", authority.ToIssued()),
            ("IdentityCA.pem", "IdentityCA.key", identities.ToIssued()),
            ("imaginator/cert.pem", "imaginator/key.pem", authority.Issue(daemon, plan.NotAfter)),
            ("admin/admin.cert", "admin/admin.key", authority.Issue(administrator, plan.NotAfter)),
            ($"user/{plan.UserName}.cert", $"user/{plan.UserName}.key", identities.Issue(user, plan.NotAfter)),
        ];
    }

    private static void Write(
        string directory, List<(string CertificateFile, string KeyFile, IssuedCertificate Issued)> certificates)
    {
        foreach (var (certificateFile, keyFile, issued) in certificates)
        {
            WriteFile(Path.Combine(directory, certificateFile), issued.CertificatePem, ReadableByAll);
            WriteFile(Path.Combine(directory, keyFile), issued.KeyPem, OwnerOnly);
        }
    }

    private static void WriteFile(string path, string text, UnixFileMode mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, OwnerOnly | UnixFileMode.UserExecute);
        using var file = new FileStream(
            path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
        using var writer = new StreamWriter(file);
        writer.Write(text);
        writer.Write('\n');
    }
}
