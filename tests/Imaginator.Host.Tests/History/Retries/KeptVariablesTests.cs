using System.Collections.Immutable;
using Imaginator.Host.History.Retries;
using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests.History.Retries;

public sealed class KeptVariablesTests : IDisposable
{
    private static readonly BuildId Id = new(7);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Variables_AreEncrypted_AndReadAgain()
    {
        var variables = Of(("ROLE", "web server"), ("VERSION", ""));
        var (kept, missing) = Open().Keep(Id, variables);

        Assert.Empty(missing);
        Assert.Equal(-1, kept.Span.IndexOf("web server"u8));
        Assert.Equal(variables, Open().TryOpen(Id, kept));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory.PathOf("history.key")));
    }

    [Theory]
    [InlineData("API_TOKEN", "x")]
    [InlineData("db_password", "x")]
    [InlineData("URL", "https://user:hunter2@git.example/x.git")]
    [InlineData("DEPLOY", "ghp_0123456789abcdef")]
    [InlineData("DEPLOY", "aB3dE6gH9jK2mN5pQ8sT")]
    [InlineData("FILE", "-----BEGIN OPENSSH PRIVATE KEY-----\nabc")]
    [InlineData("NOTE", "the configured secret is in it")]
    public void ValueThatMayBeSecret_IsNotKept(string name, string value)
    {
        var (kept, missing) = Open().Keep(Id, Of((name, value)));

        Assert.True(kept.IsEmpty);
        Assert.Equal([name], missing);
    }

    [Theory]
    [InlineData("GIT_COMMIT", "da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [InlineData("RELEASE", "12.5.0-20261124-rc1.amd64")]
    [InlineData("MIRROR", "https://mirror.example/debian")]
    public void ParameterOfABuild_IsKept(string name, string value) => Assert.Empty(Open().Keep(Id, Of((name, value))).Missing);

    [Fact]
    public void VariablesOfAnotherBuildOrKey_AreNotRead()
    {
        var (kept, _) = Open().Keep(Id, Of(("ROLE", "web")));
        Assert.Null(Open().TryOpen(new BuildId(8), kept));

        File.Delete(_directory.PathOf("history.key"));
        Assert.Null(Open().TryOpen(Id, kept));
    }

    [Fact]
    public void KeyThatCannotBeWritten_LeavesAllVariablesOut()
    {
        Directory.CreateDirectory(_directory.PathOf("history.key"));
        var (kept, missing) = Open().Keep(Id, Of(("ROLE", "web")));

        Assert.True(kept.IsEmpty);
        Assert.Equal(["ROLE"], missing);
    }

    private static ImmutableSortedDictionary<string, string> Of(params (string Name, string Value)[] variables) =>
        variables.ToImmutableSortedDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);

    private KeptVariables Open() => new(
        _directory.PathOf("history.key"),
        text => text.Replace("configured secret", "***", StringComparison.Ordinal),
        NullLogger.Instance);
}
