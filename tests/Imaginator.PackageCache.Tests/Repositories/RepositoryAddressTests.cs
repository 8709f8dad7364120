using Imaginator.Building.Packaging;
using Imaginator.PackageCache.Repositories;

namespace Imaginator.PackageCache.Tests.Repositories;

public sealed class RepositoryAddressTests
{
    [Theory]
    [InlineData("/debian/dists/bookworm/InRelease", "Index")]
    [InlineData("/flat/Release", "Index")]
    [InlineData("/fedora/repodata/repomd.xml", "Index")]
    [InlineData("/debian/dists/bookworm/Release.gpg", "Listed")]
    [InlineData("/debian/dists/bookworm/main/binary-amd64/Packages.xz", "Listed")]
    [InlineData("/flat/Packages.gz", "Listed")]
    [InlineData("/debian/pool/main/h/hello/hello_2.10-3_amd64.deb", "Listed")]
    [InlineData("/fedora/Packages/h/hello-2.12-1.x86_64.rpm", "Listed")]
    [InlineData("/fedora/repodata/primary.xml.gz", "Listed")]
    [InlineData("/debian/dists/x/main/binary-amd64/by-hash/SHA256/0123456789abcdef0123456789abcdef", "Immutable")]
    [InlineData("/fedora/repodata/0123456789abcdef0123456789abcdef-primary.xml.zst", "Immutable")]
    [InlineData("/debian/dists/x/by-hash/SHA256/latest", "Listed")]
    [InlineData("/debian/pool/main/h/hello/hello_2.10-3_amd64.deb?token=1", "Other")]
    [InlineData("/download/installer.sh", "Other")]
    [InlineData("/", "Other")]
    public void Kind_FollowsFromTheAddress(string path, string kind) =>
        Assert.Equal(kind, RepositoryAddress.KindOf(new Uri("http://mirror.example" + path)).ToString());

    [Theory]
    [InlineData("/core/os/x86_64/core.db", "Index")]
    [InlineData("/core/os/x86_64/core.db.sig", "Listed")]
    [InlineData("/core/os/x86_64/bash-5.2-1-x86_64.pkg.tar.zst", "Listed")]
    [InlineData("/core/os/x86_64/core.db?token=1", "Other")]
    [InlineData("/core/os/x86_64/installer.sh", "Other")]
    [InlineData("/debian/pool/main/h/hello.db", "Listed")]
    public void DeclaredNames_AddToTheKnownOnes(string path, string kind)
    {
        var declared = new RepositoryPatterns(["*.db"], ["*.db.sig", "*.pkg.tar.*"]);
        Assert.Equal(kind, RepositoryAddress.KindOf(new Uri("http://mirror.example" + path), declared).ToString());
    }

    [Theory]
    [InlineData("http://mirror.example/debian/dists/bookworm/InRelease", "http://mirror.example/debian/")]
    [InlineData("http://mirror.example/fedora/repodata/repomd.xml", "http://mirror.example/fedora/")]
    [InlineData("http://mirror.example/flat/Release", "http://mirror.example/flat/")]
    public void Root_IsWhatTheFilesOfARepositoryBeginWith(string index, string root) =>
        Assert.Equal(root, RepositoryAddress.RootOf(index));
}
