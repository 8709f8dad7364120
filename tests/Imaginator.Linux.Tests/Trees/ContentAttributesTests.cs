using Imaginator.Files;

namespace Imaginator.Linux.Trees;

public sealed class ContentAttributesTests
{
    [Theory]
    [InlineData("user.anything", true)]
    [InlineData("user.overlay.opaque", true)]
    [InlineData("security.capability", true)]
    [InlineData("security.NTACL", true)]
    [InlineData("system.posix_acl_access", true)]
    [InlineData("system.posix_acl_default", true)]
    [InlineData("trusted.name", true)]
    [InlineData("trusted.SGI_ACL_FILE", false)]
    [InlineData("trusted.SGI_ACL_DEFAULT", false)]
    [InlineData("trusted.overlay.redirect", false)]
    [InlineData("trusted.overlay.", false)]
    [InlineData("trusted.gfid", false)]
    [InlineData("system.nfs4_acl", false)]
    [InlineData("system.richacl", false)]
    [InlineData("system.cifs_acl", false)]
    [InlineData("btrfs.compression", false)]
    [InlineData("ceph.dir.layout", false)]
    [InlineData("nodot", false)]
    public void Name_SaysWhatIsContent(string name, bool isContent) =>
        Assert.Equal(isContent, ContentAttributes.IsContent(new ExtendedAttribute(name, new byte[] { 1 })));

    [Theory]
    [InlineData("security.ima", 1, false)]
    [InlineData("security.ima", 3, true)]
    [InlineData("security.ima", 4, false)]
    [InlineData("security.ima", 6, true)]
    [InlineData("security.evm", 2, false)]
    [InlineData("security.evm", 3, false)]
    [InlineData("security.evm", 5, true)]
    public void SignaturesAreContent_AndHashesOfTheHostAreNot(string name, byte kind, bool isContent)
    {
        Assert.Equal(isContent, ContentAttributes.IsContent(new ExtendedAttribute(name, new byte[] { kind, 9 })));
        Assert.Equal(isContent, ContentAttributes.IsUnpacked(new ExtendedAttribute(name, new byte[] { kind, 9 })));
        Assert.False(ContentAttributes.IsContent(new ExtendedAttribute(name, default)));
    }

    [Theory]
    [InlineData("security.selinux", false, false, true)]
    [InlineData("security.selinux", true, false, false)]
    [InlineData("security.SMACK64", true, false, true)]
    [InlineData("security.SMACK64EXEC", false, true, false)]
    public void LabelsAreContent_UnlessTheHostGivesThem(string name, bool selinux, bool smack, bool isContent)
    {
        Assert.Equal(isContent, ContentAttributes.MayBeContent(name, new HostLabels(selinux, smack)));
        Assert.True(ContentAttributes.IsUnpacked(new ExtendedAttribute(name, new byte[] { 1 })));
    }
}
