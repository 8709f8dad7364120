using CsCheck;
using Imaginator.Building.Variables;

namespace Imaginator.Building.Tests.Variables;

public sealed class VariableExpanderTests
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["NAME"] = "value",
        ["EMPTY"] = "",
        ["REFERENCE"] = "$NAME",
        ["IMAGE_STREAM"] = "users/fred/base/amd64",
        ["odd-name"] = "odd",
    };

    [Theory]
    [InlineData("", "")]
    [InlineData("no reference", "no reference")]
    [InlineData("$NAME", "value")]
    [InlineData("${NAME}", "value")]
    [InlineData("a$NAME-b${NAME}c", "avalue-bvaluec")]
    [InlineData("$NAME$NAME", "valuevalue")]
    [InlineData("$NAMEX", "")]
    [InlineData("[$UNKNOWN][${UNKNOWN}][$EMPTY]", "[][][]")]
    [InlineData("$REFERENCE", "$NAME")]
    [InlineData("${odd-name}", "odd")]
    [InlineData("${$}NAME ${$}6${$}rounds=5000${$}salt", "$NAME $6$rounds=5000$salt")]
    public void Expands_References(string text, string expanded) =>
        Assert.Equal(expanded, VariableExpander.Expand(text, Values.GetValueOrDefault));

    [Theory]
    [InlineData("$")]
    [InlineData("$ NAME")]
    [InlineData("^a(b|c$)$")]
    [InlineData("$1 $(x) $$")]
    public void Leaves_DollarThatStartsNoReference(string text)
    {
        Assert.Equal(text, VariableExpander.Expand(text, Values.GetValueOrDefault));
        Assert.Equal(text, VariableExpander.ExpandIfAllKnown(text, Values.GetValueOrDefault));
    }

    [Theory]
    [InlineData("[/2:-1]", "base")]
    [InlineData("[/0:1]", "users")]
    [InlineData("[/:]", "users/fred/base/amd64")]
    [InlineData("[/:2]", "users/fred")]
    [InlineData("[/2:]", "base/amd64")]
    [InlineData("[/-1:]", "amd64")]
    [InlineData("[/-3:-1]", "fred/base")]
    [InlineData("[/0:4]", "users/fred/base/amd64")]
    [InlineData("[/1:1]", "")]
    [InlineData("[e:1]", "us")]
    [InlineData("[,:]", "users/fred/base/amd64")]
    public void Joins_PartsOfRange(string range, string expanded) => Assert.Equal(
        expanded, VariableExpander.Expand($"${{IMAGE_STREAM{range}}}", Values.GetValueOrDefault));

    [Theory]
    [InlineData("${}")]
    [InlineData("${")]
    [InlineData("${IMAGE_STREAM[]}")]
    [InlineData("${IMAGE_STREAM[/]}")]
    [InlineData("${IMAGE_STREAM[/1]}")]
    [InlineData("${IMAGE_STREAM[/1:x]}")]
    [InlineData("${IMAGE_STREAM[/x:1]}")]
    [InlineData("${IMAGE_STREAM[/1:2:3]}")]
    [InlineData("${IMAGE_STREAM[/3:1]}")]
    [InlineData("${IMAGE_STREAM[/0:5]}")]
    [InlineData("${IMAGE_STREAM[/-5:]}")]
    [InlineData("${IMAGE_STREAM[/5:]}")]
    [InlineData("${IMAGE_STREAM[/99999999999:]}")]
    [InlineData("${IMAGE_STREAM[/ 1:2]}")]
    [InlineData("${IMAGE_STREAM[/1:2}")]
    [InlineData("${UNKNOWN[/0:1]}")]
    [InlineData("${EMPTY[/0:1]}")]
    [InlineData("${[/0:1]}")]
    public void Expands_MalformedReferenceToNothing(string text) => Assert.Equal(
        "<>", VariableExpander.Expand($"<{text}>", Values.GetValueOrDefault));

    [Theory]
    [InlineData("$NAME and $UNKNOWN")]
    [InlineData("${NAME} and ${UNKNOWN[/0:1]}")]
    [InlineData("$NAME ${x%.deb}")]
    [InlineData("$NAME ${}")]
    public void Leaves_WholeTextIfOneVariableIsUnknown(string text) =>
        Assert.Equal(text, VariableExpander.ExpandIfAllKnown(text, Values.GetValueOrDefault));

    [Theory]
    [InlineData("$NAME", "value")]
    [InlineData("${$}NAME", "${$}NAME")]
    [InlineData("$NAME${$}NAME", "$NAME${$}NAME")]
    [InlineData("$NAME$UNKNOWN", "$NAME$UNKNOWN")]
    public void ExpandsEarly_NothingThatALaterExpansionWouldMistake(string text, string expected) =>
        Assert.Equal(expected, VariableExpander.ExpandEarly(text, Values.GetValueOrDefault));

    [Fact]
    public void Finds_NamesThatAreNotDefined() => Assert.Equal(
        ["rounds", "salt", "UNKNOWN"],
        VariableExpander.FindUndefined("$6$rounds=5000$salt ${$}NAME $NAME ${UNKNOWN[/1:2]}", Values.GetValueOrDefault)
            .OrderBy(name => name.Length == 7).ThenBy(name => name, StringComparer.Ordinal));

    [Fact]
    public void Expands_IfAllVariablesAreKnown() => Assert.Equal(
        "value fred ", VariableExpander.ExpandIfAllKnown("$NAME ${IMAGE_STREAM[/1:2]} $EMPTY", Values.GetValueOrDefault));

    [Fact]
    public void Takes_AnyText() => Gen.String[Gen.Char["${}[]/:-0129NAME_ é\u0000"], 0, 40].Sample(text =>
    {
        var expanded = VariableExpander.Expand(text, Values.GetValueOrDefault);
        var opportunistic = VariableExpander.ExpandIfAllKnown(text, Values.GetValueOrDefault);
        Assert.True(opportunistic == expanded || opportunistic == text);
        Assert.True(text.Contains('$', StringComparison.Ordinal) || expanded == text);
    });

    [Fact]
    public void Cuts_AsAListWouldBeCut() => Gen.Select(
        Gen.String[Gen.Char["ab"], 0, 3].List[1, 6], Gen.Int[-8, 8], Gen.Int[-8, 8]).Sample((parts, start, end) =>
    {
        var value = string.Join(',', parts);
        var (from, to) = (start < 0 ? start + parts.Count : start, end < 0 ? end + parts.Count : end);
        var expected = value.Length > 0 && from >= 0 && from <= to && to <= parts.Count
            ? string.Join(',', parts[from..to])
            : "";
        Assert.Equal(expected, VariableExpander.Expand($"${{V[,{start}:{end}]}}", _ => value));
    });
}
