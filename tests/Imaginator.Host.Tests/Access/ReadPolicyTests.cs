using Imaginator.Host.Access;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Tests.Access;

public sealed class ReadPolicyTests
{
    [Theory]
    [InlineData("", "Status")]
    [InlineData("-insecure", "All")]
    [InlineData("-insecure -anonymousReads=none", "None")]
    [InlineData("-anonymousReads=none", "None")]
    [InlineData("-anonymousReads=all", "All")]
    public void AnonymousReads_AreClosed_UnlessNobodyCanIdentifyThemselves(string arguments, string expected)
    {
        var given = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var flags = FlagParser.Parse(DaemonFlags.All, given, []).Values;

        var policy = ReadPolicy.From(flags, isInsecure: given.Contains("-insecure"));

        Assert.Equal(expected, policy.Anonymous.ToString());
        Assert.Equal(MemberReads.All, policy.Members);
    }
}
