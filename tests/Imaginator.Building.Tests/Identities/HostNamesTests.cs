using Imaginator.Building.Identities;

namespace Imaginator.Building.Tests.Identities;

public sealed class HostNamesTests
{
    [Theory]
    [InlineData("build7.example.com", "build7\n", true)]
    [InlineData("build7.example.com", "build7.example.com\n", true)]
    [InlineData("build7.example.com", "BUILD7", true)]
    [InlineData("build7", "build77", false)]
    [InlineData("build7", "build7 # mine", false)]
    [InlineData("localhost", "localhost", false)]
    [InlineData("(none)", "(none)", false)]
    [InlineData("", "", false)]
    public void Is_OnlyTheName(string host, string text, bool expected) => Assert.Equal(expected, new HostNames(host).Is(text));

    [Theory]
    [InlineData("build7", "mydestination = build7, localhost", "mydestination = localhost, localhost")]
    [InlineData("build7.example.com", "127.0.1.1 build7.example.com build7\n", "127.0.1.1 localhost localhost\n")]
    [InlineData("build7", "build77 my-build7 build7.other _build7", "build77 my-build7 build7.other _build7")]
    [InlineData("build7", "dc='build7' on build7.", "dc='localhost' on localhost.")]
    [InlineData("vm", "vm.swappiness = 1", "vm.swappiness = 1")]
    [InlineData("vm", "127.0.1.1 vm", "127.0.1.1 localhost")]
    [InlineData("debian", "debian\n", "localhost\n")]
    [InlineData("debian", "smtpd_banner = ESMTP (Debian/GNU)", "smtpd_banner = ESMTP (Debian/GNU)")]
    [InlineData("postfix", "/var/spool/postfix", "/var/spool/postfix")]
    [InlineData("mail.example.com", "mail.example.com is mail", "localhost is mail")]
    [InlineData("build7", "", "")]
    public void Replaces_TheNameAsAWord(string host, string text, string expected) =>
        Assert.Equal(expected, new HostNames(host).Replace(text));

    [Theory]
    [InlineData("build7", "host build7", true)]
    [InlineData("build7", "host build8", false)]
    [InlineData("vm", "the vm of it", false)]
    [InlineData("debian", "debian", false)]
    [InlineData("debian.example.com", "debian.example.com", true)]
    public void NamesThatManyMachinesHave_TellNothing(string host, string text, bool expected) =>
        Assert.Equal(expected, new HostNames(host).AreIn(text));

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----\nx\n", true)]
    [InlineData("# a key\n-----BEGIN OPENSSH PRIVATE KEY-----\r\nx\n", true)]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----", true)]
    [InlineData("-----BEGIN CERTIFICATE-----\nx\n", false)]
    [InlineData("-----BEGIN PUBLIC KEY-----\nx\n", false)]
    [InlineData("grep -e '-----BEGIN PRIVATE KEY-----' file", false)]
    public void PrivateKeys_AreRecognized(string text, bool expected) =>
        Assert.Equal(expected, PrivateKey.IsIn(System.Text.Encoding.ASCII.GetBytes(text)));
}
