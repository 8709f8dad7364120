using Imaginator.Linux.Trees;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Protocol.Tests.Srpc;

public sealed class ClientCertificateFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _authority = new("authority");

    [Fact]
    public void Loads_CertificatesThatReplaceOthers()
    {
        PemFiles.Write(_directory.FullName, "mine", _authority.IssueClient("old"));
        var files = Files();
        Assert.Equal("CN=old", Assert.Single(files.Get()).Certificate.Subject);

        PemFiles.Write(_directory.FullName, "mine", _authority.IssueClient("new-and-longer"));

        Assert.Contains("new-and-longer", Assert.Single(files.Get()).Certificate.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_WhatItHas_WhileOnlyOneFileIsReplaced()
    {
        var (_, key) = PemFiles.Write(_directory.FullName, "mine", _authority.IssueClient("old"));
        var files = Files();
        files.Get();
        File.WriteAllText(key, "half a k");

        Assert.Equal("CN=old", Assert.Single(files.Get()).Certificate.Subject);
    }

    [Fact]
    public void PassesOver_CertificatesWithoutKeys()
    {
        var (_, key) = PemFiles.Write(_directory.FullName, "authority", _authority.IssueClient("authority"));
        File.Delete(key);
        PemFiles.Write(_directory.FullName, "mine", _authority.IssueClient("me"));

        Assert.Equal("CN=me", Assert.Single(Files().Get()).Certificate.Subject);
    }

    [Fact]
    public void HasNone_WhereThereIsNoDirectory() =>
        Assert.Empty(new ClientCertificateFiles(null, null, _directory.PathOf("nowhere"), TimeProvider.System).Get());

    [Fact]
    public void Names_FilesThatCannotBeUsed()
    {
        var (certificate, key) = PemFiles.Write(_directory.FullName, "mine", _authority.IssueClient("me"));
        File.WriteAllText(key, "no key");

        var exception = Assert.Throws<SrpcException>(() => Files().Get());

        Assert.Contains(certificate, exception.Message, StringComparison.Ordinal);
        Assert.Contains(key, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cert", Ed25519Pem.Certificate)]
    [InlineData("key", Ed25519Pem.Key)]
    public void Names_KindsOfKeysThatAreNotSupported(string extension, string pem)
    {
        PemFiles.Write(_directory.FullName, "mine", _authority.IssueClient("me"));
        _directory.Write($"mine.{extension}", pem);

        Assert.Contains(
            ": Ed25519 keys are not supported; use ECDSA or RSA", Assert.Throws<SrpcException>(() => Files().Get()).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cert")]
    [InlineData("key")]
    public void Refuses_FifosByName_WithoutWaitingForTheirWriters(string extension)
    {
        PemFiles.Write(_directory.FullName, "mine", _authority.IssueClient("me"));
        var fifo = MakeFifo($"mine.{extension}");

        Assert.Contains(
            $"{fifo}: it is a FIFO, not a regular file", Assert.Throws<SrpcException>(() => Files().Get()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_AFifoOfAuthorities_WithoutWaitingForItsWriter()
    {
        var fifo = MakeFifo("CA.pem");

        Assert.Contains(
            $"{fifo}: it is a FIFO, not a regular file",
            Assert.Throws<SrpcException>(() => ServerVerifier.Load(fifo, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sends_TheIntermediatesOfTheFile()
    {
        using var intermediate = _authority.IssueAuthority("intermediate");
        PemFiles.Write(_directory.FullName, "mine", intermediate.IssueClient("me", methods: ["*.*"]), intermediate.Certificate);
        var tls = SrpcTestHost.CreateTls(_authority);
        await using var host = new SrpcTestHost(
            new SrpcServerOptions { GetTls = () => tls }, SrpcTestHost.CheckImageService());
        await using var client = new SrpcClient(
            "127.0.0.1", host.Port, new SrpcClientOptions { GetCertificates = Files().Get });

        var reply = await client.CallAsync<CheckImageRequest, CheckImageResponse>(
            "ImageServer.CheckImage", new CheckImageRequest(), false, TestContext.Current.CancellationToken);

        Assert.True(reply.ImageExists);
    }

    public void Dispose()
    {
        _directory.Dispose();
        _authority.Dispose();
    }

    private string MakeFifo(string name)
    {
        File.Delete(_directory.PathOf(name));
        using var parent = DirectoryHandle.OpenHost(_directory.FullName);
        parent.MakeNode(name, (uint)FileType.Fifo | 0x180, 0);
        return _directory.PathOf(name);
    }

    private ClientCertificateFiles Files() => new(null, null, _directory.FullName, TimeProvider.System);
}
