using Imaginator.Prose.Tests.Texts;

namespace Imaginator.Prose.Tests;

/// <summary>The examples of bad and good texts that the rules were made for.</summary>
public sealed class StyleTableTests
{
    [Theory]
    [InlineData(nameof(TextKind.Document), "Is that what the stream's newest image was made from, the image's life is extended")]
    [InlineData(nameof(TextKind.Document), "excluded are they with all that builds on them")]
    [InlineData(nameof(TextKind.Document), "It takes a permission for X, or that one has asked for the build oneself")]
    [InlineData(nameof(TextKind.Error), "\"x\" is no user name that a file can be named after")]
    [InlineData(nameof(TextKind.Error), "building images takes root")]
    [InlineData(nameof(TextKind.Help), "PEM file of the authorities whose certificates say who somebody is and what he may do")]
    [InlineData(nameof(TextKind.Document), "steers the daemon")]
    [InlineData(nameof(TextKind.Error), "\"\" is not how long something lasts; say 5m or 1h30m")]
    [InlineData(nameof(TextKind.Page), "There is no such build, or not any more.")]
    [InlineData(nameof(TextKind.Page), "somebody asked for it")]
    [InlineData(nameof(TextKind.Page), "Found out 24s ago.")]
    public void Rejects_TextThatReadsAsTranslated(string kind, string text) =>
        Assert.NotEmpty(SeededRepository.Check(Enum.Parse<TextKind>(kind), text));

    [Theory]
    [InlineData(nameof(TextKind.Document), "If the inputs match those of the newest image, Imaginator extends its expiration instead of building.")]
    [InlineData(nameof(TextKind.Document), "Excludes remove a stream and everything built on it.")]
    [InlineData(nameof(TextKind.Document), "Requires permission for X, unless you requested the build.")]
    [InlineData(nameof(TextKind.Error), "invalid user name \"x\": must be a valid file name")]
    [InlineData(nameof(TextKind.Error), "building images requires root")]
    [InlineData(nameof(TextKind.Help), "PEM bundle of CAs trusted for authentication and authorization")]
    [InlineData(nameof(TextKind.Document), "controls the daemon")]
    [InlineData(nameof(TextKind.Error), "parameter \"for\" is missing; give a duration such as 5m or 1h30m")]
    [InlineData(nameof(TextKind.Page), "build not found; it may have been removed from the history")]
    [InlineData(nameof(TextKind.Page), "requested by the operator")]
    [InlineData(nameof(TextKind.Page), "Updated 24 s ago.")]
    public void Accepts_PlainEnglish(string kind, string text) =>
        Assert.Empty(SeededRepository.Check(Enum.Parse<TextKind>(kind), text));
}
