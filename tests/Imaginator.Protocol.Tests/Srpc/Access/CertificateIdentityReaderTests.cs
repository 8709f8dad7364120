using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Imaginator.Protocol.Srpc.Access;
using Imaginator.Protocol.Tests.Vectors;

namespace Imaginator.Protocol.Tests.Srpc.Access;

public sealed class CertificateIdentityReaderTests
{
    // All but the one that nobody may accept.
    public static TheoryData<string> Names => [.. WireReference.List(Path.Combine("vectors", "x509"), ".json")
        .Where(name => name != "client-dave-bad")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reads_TheReferenceCertificates(string name)
    {
        using var certificate = Load(name);
        using var json = JsonDocument.Parse(File.ReadAllBytes(WireReference.GetPath("vectors", "x509", name + ".json")));

        var identity = CertificateIdentityReader.Read([certificate], null);

        Assert.Equal(json.RootElement.GetProperty("commonName").GetString(), identity.UserName);
        Assert.Equal(Strings(json, "permittedMethods"), identity.PermittedMethods);
        Assert.Equal(Strings(json, "groups").Order(), identity.Groups.Order());
    }

    [Fact]
    public void Refuses_AMethodWithoutItsDot()
    {
        using var certificate = Load("client-dave-bad");

        Assert.Throws<CryptographicException>(() => CertificateIdentityReader.Read([certificate], null));
    }

    [Fact]
    public void Takes_TheNameOfTheIssuer_WhereTheLeafHasNone()
    {
        using var leaf = Load("client-no-name");
        using var issuer = Load("ca-full");

        var identity = CertificateIdentityReader.Read([leaf, issuer], null);

        Assert.Contains(identity.UserName, issuer.Subject, StringComparison.Ordinal);
        Assert.NotEmpty(identity.UserName);
    }

    [Theory]
    [InlineData("client-alice", "ca-full", true)]
    [InlineData("client-erin-identity", "ca-identity", false)]
    public void Ignores_TheMethodsOfIdentityAuthorities(string name, string issuerName, bool permits)
    {
        using var leaf = Load(name);
        using var issuer = Load(issuerName);
        using var full = Load("ca-full");

        var identity = CertificateIdentityReader.Read([leaf, issuer], [full]);

        Assert.Equal(permits, !identity.PermittedMethods.IsEmpty);
    }

    private static X509Certificate2 Load(string name) => X509CertificateLoader.LoadCertificateFromFile(
        WireReference.GetPath("vectors", "x509", name + ".der.bin"));

    private static IEnumerable<string> Strings(JsonDocument json, string property) =>
        json.RootElement.GetProperty(property).EnumerateArray().Select(item => item.GetString()!);
}
