using Imaginator.Building.Trees;
using Imaginator.Files;
using Imaginator.Linux;

namespace Imaginator.Building.Tests.Trees;

public sealed class AttributeSettingTests
{
    [Theory]
    [InlineData(Errno.ENOSPC, "has no space for it; ext4 keeps about 4,000 bytes")]
    [InlineData(Errno.EOPNOTSUPP, "does not support it")]
    public void Error_NamesTheAttributeAndTheReason(Errno error, string reason)
    {
        var exception = Assert.Throws<IOException>(() => AttributeSetting.Set(
            new ExtendedAttribute("user.big", new byte[9000]), _ => throw new LinuxException("setxattr", "", error)));

        Assert.StartsWith("cannot set the extended attribute user.big of 9000 bytes: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }
}
