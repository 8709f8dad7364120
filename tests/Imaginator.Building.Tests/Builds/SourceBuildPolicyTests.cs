using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Streams;
using Imaginator.Building.Tests.Variables;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Tests.Builds;

public sealed class SourceBuildPolicyTests
{
    private static readonly BuildRequest Consumer = new() { StreamName = "users/eve/app", RequestedBy = "eve" };

    private static readonly ImageStream Undeclared = new() { Name = "prod/base", ManifestUrl = "dir:///srv" };

    private static readonly ImageStream Declaring = Undeclared with { RequestVariables = Declare(("RELEASE", "[0-9]+")) };

    [Fact]
    public void WithoutForeignInputs_TheImageIsPublic_AndNotTheRequestorsOwn()
    {
        var decision = Decide(Undeclared, mayBuild: false);
        Assert.False(decision.IsPrivate);
        Assert.Equal("prod/base", decision.Request.OutputName);
        Assert.Equal("", decision.Request.RequestedBy);
        Assert.Equal("eve", Decide(Undeclared, mayBuild: true).Request.RequestedBy);
    }

    [Fact]
    public void VariableOfAManifest_MakesTheImagePrivate_UnlessTheRequestorHasPermission()
    {
        var foreign = Decide(Undeclared, mayBuild: false, ("MODE", "debug"));
        Assert.StartsWith("users/eve/app/.private/prod/base/", foreign.Request.OutputName, StringComparison.Ordinal);
        Assert.Equal("prod/base", foreign.Request.StreamName);
        Assert.Equal(["MODE"], foreign.Foreign.Variables.Keys);

        var permitted = Decide(Undeclared, mayBuild: true, ("MODE", "debug"));
        Assert.False(permitted.IsPrivate);
        Assert.False(permitted.Foreign.IsEmpty);
    }

    [Fact]
    public void VariableOfTheRequest_MakesTheImagePrivate_ToARequestorWithoutPermission()
    {
        var consumer = Consumer with { Variables = Variables(("MODE", "debug")) };
        Assert.True(Decide(Undeclared, mayBuild: false, consumer, []).IsPrivate);
        Assert.False(Decide(Undeclared, mayBuild: true, consumer, []).IsPrivate);
    }

    [Fact]
    public void Commit_MakesTheImagePrivate_UnlessTheRequestorHasPermission()
    {
        Assert.True(Decide(Undeclared, mayBuild: false, Consumer, [], commit: "0123abc").IsPrivate);
        Assert.True(Decide(Declaring, mayBuild: false, Consumer, [], commit: "0123abc").IsPrivate);
        Assert.False(Decide(Undeclared, mayBuild: true, Consumer, [], commit: "0123abc").IsPrivate);
    }

    [Fact]
    public void DeclaredVariable_StaysPublic_AndItsValueMustMatch()
    {
        var decision = Decide(Declaring, mayBuild: false, ("RELEASE", "13"));
        Assert.False(decision.IsPrivate);
        Assert.Equal("13", decision.Request.Variables["RELEASE"]);

        foreach (var value in HostileValues.All)
        {
            var error = Assert.Throws<ImaginatorException>(() => Decide(Declaring, mayBuild: true, ("RELEASE", value)));
            Assert.Contains("\"RELEASE\"", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void StreamWithDeclarations_TakesNoOthersFromTheRequest_AndKeepsThoseOfAManifestPrivate()
    {
        var consumer = Consumer with { Variables = Variables(("MODE", "debug"), ("RELEASE", "13")) };
        var dropped = Decide(Declaring, mayBuild: false, consumer, []);
        Assert.False(dropped.IsPrivate);
        Assert.Equal(["RELEASE"], dropped.Request.Variables.Keys);

        var meant = Decide(Declaring, mayBuild: true, ("MODE", "debug"));
        Assert.True(meant.IsPrivate);
        Assert.Equal("debug", meant.Request.Variables["MODE"]);
    }

    [Theory]
    [InlineData("BASH_ENV")]
    [InlineData("ENV")]
    [InlineData("LD_PRELOAD")]
    [InlineData("LD_AUDIT")]
    [InlineData("PATH")]
    [InlineData("IFS")]
    [InlineData("PERL5OPT")]
    [InlineData("PYTHONSTARTUP")]
    [InlineData("PYTHONPATH")]
    [InlineData("BASH_FUNC_ls%%")]
    [InlineData("RUBYOPT")]
    [InlineData("NODE_OPTIONS")]
    [InlineData("GIT_SSH_COMMAND")]
    [InlineData("DPKG_ROOT")]
    [InlineData("A=B")]
    [InlineData("LD_PRELOAD=/tmp/x")]
    [InlineData("")]
    [InlineData("A\nB")]
    [InlineData("A\0")]
    [InlineData(" ")]
    public void DangerousVariable_IsRefused_EvenWithPermission(string name) =>
        Assert.Throws<ImaginatorException>(() => Decide(Undeclared, mayBuild: true, (name, "$(id)")));

    [Theory]
    [InlineData("PYTHON_VERSION")]
    [InlineData("PERL_VERSION")]
    [InlineData("GIT_BRANCH")]
    [InlineData("ENVIRONMENT")]
    [InlineData("DEB_MIRROR")]
    [InlineData("path")]
    public void HarmlessVariable_IsAccepted(string name) =>
        Assert.False(Decide(Undeclared, mayBuild: true, (name, "1")).IsPrivate);

    [Fact]
    public void Declaration_PermitsADangerousVariable() =>
        Assert.False(Decide(Undeclared with { RequestVariables = Declare(("PATH", "/bin")) }, mayBuild: false, ("PATH", "/bin")).IsPrivate);

    [Fact]
    public void VariableThatTheStreamSets_HasNoEffect()
    {
        var stream = Undeclared with { Variables = Variables(("MODE", "own")) };
        Assert.False(Decide(stream, mayBuild: false, ("MODE", "debug"), ("IMAGE_STREAM", "x")).IsPrivate);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void VariableWithoutEffect_DoesNotReachTheSourceOfTheSource(bool declared)
    {
        var stream = Undeclared with
        {
            Variables = Variables(("http_proxy", "http://own")),
            RequestVariables = declared ? Declare(("http_proxy", "http://[a-z]+")) : null,
        };
        var source = Decide(stream, mayBuild: false, ("http_proxy", "ftp://evil"), ("ARCH", "x")).Request;
        Assert.Null(source.Private);
        Assert.Empty(source.Variables);

        // The stream below neither has nor declares the variable.
        var below = SourceBuildPolicy.Decide(
            source, SourceImageRequest.For(source, "prod/os", Variables(), ""), Undeclared with { Name = "prod/os" }, requestorMayBuild: false);
        Assert.False(below.IsPrivate);
        Assert.Equal("prod/os", below.Request.OutputName);
    }

    [Fact]
    public void VariableWithoutEffect_IsPassedOn_ForARequestorWithPermission()
    {
        var stream = Undeclared with { Variables = Variables(("http_proxy", "http://own")) };
        Assert.Equal(["http_proxy"], Decide(stream, mayBuild: true, ("http_proxy", "http://other")).Request.Variables.Keys);
    }

    [Fact]
    public void PublicImage_ForARequestorWithoutPermission_GetsDeclaredVariablesOnly()
    {
        (string, string)[] variables = [("RELEASE", "13"), ("OWN", "x"), ("ARCH", "x"), ("MODE", "debug")];
        ImageStream[] streams =
        [
            Undeclared, Declaring, Undeclared with { Variables = Variables(("OWN", "y")) }, Declaring with { Variables = Variables(("OWN", "y")) },
        ];
        foreach (var stream in streams)
        {
            for (var chosen = 0; chosen < 1 << variables.Length; chosen++)
            {
                (string, string)[] some = [.. variables.Where((_, i) => (chosen & (1 << i)) != 0)];
                foreach (var decision in new[]
                {
                    Decide(stream, mayBuild: false, some), Decide(stream, mayBuild: false, Consumer with { Variables = Variables(some) }, []),
                })
                {
                    Assert.True(
                        decision.IsPrivate || decision.Request.Variables.Keys.All(name => RequestVariableRules.IsDeclared(stream, name)));
                }
            }
        }
    }

    [Fact]
    public void BootstrapStream_TakesDeclaredVariablesOnly_AndThoseOfItsCommandAtMost()
    {
        var stream = new BootstrapStream { Name = "base", BootstrapCommand = ["debootstrap", "$SUITE", "$dir"], PackagerType = "deb" };
        Assert.Throws<ImaginatorException>(() => Decide(stream, mayBuild: true, ("SUITE", "trixie")));
        Assert.False(Decide(stream, mayBuild: false, ("MODE", "debug")).IsPrivate);
        Assert.False(Decide(stream with { RequestVariables = Declare(("SUITE", "[a-z]+")) }, mayBuild: false, ("SUITE", "trixie")).IsPrivate);
    }

    [Fact]
    public void PlaceOfAPrivateImage_DependsOnAllInputs_AndOnTheOutermostConsumer()
    {
        string[] names =
        [
            NameOf(Consumer, ("A", "1")), NameOf(Consumer, ("A", "2")), NameOf(Consumer, ("A1", "")), NameOf(Consumer, ("A", "1"), ("B", "")),
            NameOf(Consumer with { StreamName = "users/ann/app" }, ("A", "1")),
            SourceBuildPolicy.OutputOf(Consumer, Source(Consumer, [("A", "1")], "next")).Name,
        ];
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
        Assert.All(names, name => Assert.False(StreamName.IsValid(name)));

        var nested = Consumer with { StreamName = "prod/middle", Private = new PrivateOutput("users/eve/app", "anywhere") };
        Assert.StartsWith("users/eve/app/.private/prod/base/", NameOf(nested, ("A", "1")), StringComparison.Ordinal);
    }

    private static string NameOf(BuildRequest consumer, params (string, string)[] variables) =>
        SourceBuildPolicy.OutputOf(consumer, Source(consumer, variables, "")).Name;

    private static SourceBuildDecision Decide(StreamDefinition stream, bool mayBuild, params (string, string)[] variables) =>
        Decide(stream, mayBuild, Consumer, variables);

    private static SourceBuildDecision Decide(
        StreamDefinition stream, bool mayBuild, BuildRequest consumer, (string, string)[] variables, string commit = "") =>
        SourceBuildPolicy.Decide(consumer, Source(consumer, variables, commit), stream, mayBuild);

    private static BuildRequest Source(BuildRequest consumer, (string, string)[] variables, string commit) =>
        SourceImageRequest.For(consumer, "prod/base", Variables(variables), commit);

    private static ImmutableSortedDictionary<string, string> Variables(params (string Name, string Value)[] variables) =>
        variables.ToImmutableSortedDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, VariableDeclaration> Declare(params (string Name, string Pattern)[] declared) =>
        declared.ToImmutableSortedDictionary(
            entry => entry.Name,
            entry => new VariableDeclaration(entry.Pattern, GoRegex.Compile(entry.Pattern, fullMatch: true)),
            StringComparer.Ordinal);
}
