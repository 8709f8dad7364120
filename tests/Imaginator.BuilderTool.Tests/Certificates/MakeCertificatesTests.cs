using System.Security.Cryptography.X509Certificates;
using Imaginator.Protocol.Srpc.Access;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.BuilderTool.Tests.Certificates;

/// <summary>The certificates of a trial site, read by the rules of Dominator's services.</summary>
public sealed class MakeCertificatesTests(TrialSiteFixture site) : IClassFixture<TrialSiteFixture>
{
    [Fact]
    public void Administrator_MayDoEverything()
    {
        var identity = ReadIdentity("admin/admin.cert");

        Assert.Equal("admin", identity.UserName);
        Assert.Equal(["*.*"], identity.PermittedMethods);
    }

    [Fact]
    public void User_HasNameAndGroups_AndNoMethods()
    {
        var identity = ReadIdentity("user/ann.cert");

        Assert.Equal("ann", identity.UserName);
        Assert.Equal(["dévs", "web"], identity.Groups.Order(StringComparer.Ordinal));
        Assert.Empty(identity.PermittedMethods);
    }

    [Fact]
    public void Daemon_MayUseImageServersAndWorkers()
    {
        var identity = ReadIdentity("imaginator/cert.pem");

        Assert.Equal("imaginator", identity.UserName);
        Assert.Equal(["ImageServer.*", "ObjectServer.*", "Imaginator.BuildImage"], identity.PermittedMethods);
        using var certificate = site.Load("imaginator/cert.pem");
        Assert.True(certificate.MatchesHostname("build.example"));
        Assert.True(certificate.MatchesHostname("127.0.0.1"));
    }

    [Fact]
    public void Certificates_CountForAYear_AndAuthoritiesForFive()
    {
        using var certificate = site.Load("admin/admin.cert");
        using var authority = X509CertificateLoader.LoadCertificateFromFile(site.PathOf("CA.pem"));
        var time = new FakeTimeProvider(new DateTimeOffset(certificate.NotAfter.ToUniversalTime()).AddMinutes(1));

        Assert.InRange((certificate.NotAfter - certificate.NotBefore).TotalDays, 365, 366);
        Assert.InRange((authority.NotAfter - authority.NotBefore).TotalDays, 5 * 365, (5 * 365) + 1);
        Assert.Null(site.Verifier(time).Verify(certificate, []));
    }

    [Fact]
    public void SerialNumbers_ArePositiveAndDiffer()
    {
        var numbers = new[] { "CA.pem", "IdentityCA.pem", "imaginator/cert.pem", "admin/admin.cert", "user/ann.cert" }
            .Select(name => X509CertificateLoader.LoadCertificateFromFile(site.PathOf(name)).SerialNumberBytes.ToArray()).ToList();

        // Go refuses negative ones.
        Assert.All(numbers, number => Assert.InRange(number[0], 1, 0x7F));
        Assert.Equal(numbers.Count, numbers.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void Keys_AreTheOwnersAlone()
    {
        var keys = Directory.EnumerateFiles(site.Directory, "*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".key", StringComparison.Ordinal) || Path.GetFileName(path) == "key.pem").ToList();

        Assert.Equal(5, keys.Count);
        Assert.All(keys, path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path)));
    }

    [Fact]
    public async Task OverwritesNothing()
    {
        var before = await File.ReadAllTextAsync(site.PathOf("CA.pem"), TestContext.Current.CancellationToken);

        (await BuilderToolRun.RunAsync("make-certificates", site.Directory)).ShouldFail(1, site.Directory, "not empty");

        Assert.Equal(before, await File.ReadAllTextAsync(site.PathOf("CA.pem"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Explains_WhichFlagsTakeThem()
    {
        foreach (var flag in new[] { "-CAfile", "-identityCAfile", "-certFile", "-keyFile", "-certDirectory" })
        {
            Assert.Contains($"{flag}={site.Directory}/", site.Explanation, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("-siteUser=../evil")]
    [InlineData("-siteUser=")]
    [InlineData("-validFor=0")]
    [InlineData("-validFor=100000h")]
    public async Task Refuses_WhatMakesNoSense(string flag)
    {
        using var directory = new TemporaryDirectory();

        (await BuilderToolRun.RunAsync("make-certificates", directory.FullName, flag)).ShouldFail(2, flag[..flag.IndexOf('=', StringComparison.Ordinal)]);

        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.FullName));
    }

    private SrpcIdentity ReadIdentity(string name)
    {
        using var certificate = site.Load(name);
        var chain = site.Verifier().Verify(certificate, []);
        Assert.NotNull(chain);
        return site.Verifier().ReadIdentity(chain);
    }
}
