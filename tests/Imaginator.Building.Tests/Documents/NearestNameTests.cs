using Imaginator.Building.Documents;

namespace Imaginator.Building.Tests.Documents;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["ManifestUrl", "ManifestDirectory", "Name", "URL", "h", "FilterLines"];

    [Theory]
    [InlineData("manifesturl", "ManifestUrl")]
    [InlineData("MANIFESTURL", "ManifestUrl")]
    [InlineData("ManifestURI", "ManifestUrl")]
    [InlineData("ManfiestUrl", "ManifestUrl")]
    [InlineData("FilterLinez", "FilterLines")]
    [InlineData("Filterlins", "FilterLines")]
    [InlineData("name", "Name")]
    [InlineData("Nam", "Name")]
    [InlineData("url", "URL")]
    [InlineData("Note", null)]
    [InlineData("Description", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void Finds_WhatWasProbablyMeant(string name, string? meant) => Assert.Equal(meant, NearestName.Find(name, Known));
}
