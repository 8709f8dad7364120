using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc.Access;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Srpc;

namespace Imaginator.BuilderTool.Tests.Certificates;

/// <summary>Certificates that the real program has made, and servers that use them.</summary>
public sealed class TrialSiteFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>Where the certificates are.</summary>
    public string Directory => _directory.PathOf("site");

    /// <summary>What the program printed.</summary>
    public string Explanation { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var run = await BuilderToolRun.RunAsync(
            "make-certificates", Directory, "-siteUser=ann", "-siteUserGroups=web,dévs", "-siteHostnames=build.example,127.0.0.1");
        Explanation = run.ShouldSucceed().Output;
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    internal string PathOf(string name) => Path.Combine(Directory, name);

    internal X509Certificate2 Load(string name) => X509Certificate2.CreateFromPemFile(PathOf(name), KeyOf(name));

    internal ClientCertificateVerifier Verifier(TimeProvider? time = null) => new(
        [X509CertificateLoader.LoadCertificateFromFile(PathOf("CA.pem"))],
        [X509CertificateLoader.LoadCertificateFromFile(PathOf("IdentityCA.pem"))],
        time ?? TimeProvider.System);

    /// <summary>A server with the daemon's certificate, whose one method needs method access.</summary>
    internal SrpcTestHost StartDaemon()
    {
        var tls = new SrpcServerTls(SslStreamCertificateContext.Create(Load("imaginator/cert.pem"), null), Verifier());
        return new SrpcTestHost(
            new SrpcServerOptions { GetTls = () => tls },
            new SrpcService("Imaginator", SrpcMethod.RequestReply<DisableAutoBuildsRequest, DisableAutoBuildsResponse>(
                "DisableAutoBuilds",
                (_, _, _) => Task.FromResult(new DisableAutoBuildsResponse { DisabledUntil = new GobTime(63_900_000_000) }))));
    }

    private string KeyOf(string name) =>
        name.EndsWith("cert.pem", StringComparison.Ordinal) ? PathOf("imaginator/key.pem") : Path.ChangeExtension(PathOf(name), ".key");
}
