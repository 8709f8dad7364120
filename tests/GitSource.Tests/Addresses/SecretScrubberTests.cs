using Imaginator.Plugins.GitSource.Addresses;

namespace Imaginator.Plugins.GitSource.Tests.Addresses;

public sealed class SecretScrubberTests
{
    [Theory]
    [InlineData("https://u:p%40ss%2Fword@h/x", "cannot get https://u:p%40ss%2Fword@h/x", "cannot get $GIT_URL")]
    [InlineData("https://u:p%40ss%2Fword@h/x", "bad p@ss/word of u", "bad *** of u")]
    [InlineData("https://u:p@ss%2fword@h/x", "bad p%40ss%2Fword, p@ss%2fword, p@ss/word", "bad ***, ***, ***")]
    [InlineData("https://token123@h/x", "user token123", "user ***")]
    [InlineData("https://h/x", "nothing to hide", "nothing to hide")]
    [InlineData("https://u:@h/x", "u has no password", "u has no password")]
    [InlineData("git@h:x", "git-upload-pack git@h:x", "git-upload-pack $GIT_URL")]
    public void TakesOutTheUrlAndThePassword_InEveryForm(string url, string message, string expected) =>
        Assert.Equal(expected, new SecretScrubber(url, GitAddressParser.Parse(url, "$GIT_URL")).Scrub(message));
}
