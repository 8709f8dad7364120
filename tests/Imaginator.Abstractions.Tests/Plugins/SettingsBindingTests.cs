using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Imaginator.Abstractions.Tests.Plugins;

public sealed class SettingsBindingTests
{
    [Fact]
    public void Keeps_DefaultsOfSettingsThatAreNotGiven()
    {
        var settings = Configure(("size", ""), ("mode", null)).BindSettings<Everything>();

        Assert.Equal(new Everything { Names = settings.Names }, settings);
        Assert.Equal(["default"], settings.Names);
    }

    [Fact]
    public void Reads_EachType()
    {
        var settings = Configure(
            ("text", "  a b "), ("SIZE", "10 GiB"), ("interval", "1h30m"), ("isFast", "true"), ("count", "-7"), ("total", "9223372036854775807"),
            ("mode", "mostLikely"), ("limit", "5"), ("names:0", "x"), ("names:1", "y"), ("CAfile", "/ca.pem")).BindSettings<Everything>();

        Assert.Equal(("  a b ", 10L << 30, TimeSpan.FromMinutes(90)), (settings.Text, settings.Size, settings.Interval));
        Assert.Equal((true, -7, long.MaxValue), (settings.IsFast, settings.Count, settings.Total));
        Assert.Equal(Mode.MostLikely, settings.Mode);
        Assert.Equal(5, settings.Limit);
        Assert.Equal("/ca.pem", settings.AuthorityFile);
        Assert.Equal(["x", "y"], settings.Names);
    }

    [Theory]
    [InlineData("size", "much", "\"much\" is not a size such as 100MiB, 1GiB or a number of bytes")]
    [InlineData("size", "-1", "\"-1\" is not a size such as 100MiB, 1GiB or a number of bytes")]
    [InlineData("size", "1023", "\"1023\" is too small; the minimum is 1KiB")]
    [InlineData("size", "1025 GiB", "\"1025 GiB\" is too large; the maximum is 1TiB")]
    [InlineData("interval", "soon", "\"soon\" is not a duration such as 90s or 1h30m")]
    [InlineData("interval", "0s", "\"0s\" is too small; it must be greater than 0")]
    [InlineData("delay", "-1s", "\"-1s\" is too small; the minimum is 0")]
    [InlineData("isFast", "yes", "\"yes\" is neither true nor false")]
    [InlineData("count", "1.5", "\"1.5\" is not a whole number of at most 9223372036854775807")]
    [InlineData("count", "+1", "\"+1\" is not a whole number of at most 9223372036854775807")]
    [InlineData("count", "2147483648", "\"2147483648\" is too large; the maximum is 2147483647")]
    [InlineData("mode", "2", "\"2\" is not one of never, mostLikely")]
    [InlineData("names", "x", "\"x\" is not a list; write [\"x\"]")]
    public void Explains_InvalidValues(string setting, string value, string message)
    {
        var exception = Assert.Throws<SettingsException>(() => Configure((setting, value)).BindSettings<Everything>());

        Assert.Equal(new SettingFault(setting, message), Assert.Single(exception.Faults));
        Assert.Equal($"setting {setting}: {message}", exception.Message);
    }

    [Fact]
    public void Requires_SettingsOfRequiredProperties()
    {
        var exception = Assert.Throws<SettingsException>(() => Configure(("url", "")).BindSettings<Demanding>());

        Assert.Equal("setting url: it is missing; the plugin requires it", exception.Message);
        Assert.Equal("x", Configure(("url", "x")).BindSettings<Demanding>().Url);
    }

    [Fact]
    public void Checks_AnnotationsAndTheWholeRecord()
    {
        var exception = Assert.Throws<SettingsException>(
            () => Configure(("name", "much too long"), ("low", "9"), ("high", "x")).BindSettings<Annotated>());

        Assert.Equal(
            [
                new SettingFault("high", "\"x\" is not a whole number of at most 9223372036854775807"),
                new SettingFault("name", "the name is too long"),
                new SettingFault("low", "it must not be greater than high"),
            ],
            exception.Faults);
        Assert.Equal(9, Configure(("low", "9"), ("high", "10")).BindSettings<Annotated>().Low);
    }

    [Fact]
    public void Declares_AllSettingsButNoComputedProperties()
    {
        var configuration = new DeclaredConfiguration();

        configuration.BindSettings<Annotated>();

        Assert.Equal(["name", "low", "high"], configuration.Declared);
    }

    [Fact]
    public void Declares_TheTypesOfSettings()
    {
        var configuration = new TypedConfiguration();

        configuration.BindSettings<Described>();

        Assert.Equal(
            [
                "text Text  The text. required", "isFast Boolean ", "count Number ", "space Size ", "delay Duration ", "mode Choice never,mostLikely",
                "names List ",
            ],
            configuration.Declared.Select(setting =>
                $"{setting.Name} {setting.Type} {string.Join(',', setting.Words)}"
                + (setting.Description.Length > 0 ? $" {setting.Description}" : "") + (setting.IsRequired ? " required" : "")));
    }

    [Fact]
    public void Blames_TheAuthorOfARecordThatCannotHoldSettings()
    {
        Assert.Contains(
            "Unsuitable.Address cannot hold a setting: no setting can have the type Uri",
            Assert.Throws<InvalidOperationException>(() => Configure().BindSettings<Unsuitable>()).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Positional cannot hold settings: it has no constructor without parameters",
            Assert.Throws<InvalidOperationException>(() => Configure().BindSettings<Positional>()).Message, StringComparison.Ordinal);
    }

    private static IConfigurationRoot Configure(params (string Name, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
        .Build();

    private enum Mode
    {
        Never,
        MostLikely,
    }

    private sealed record Everything
    {
        public string Text { get; init; } = "text";

        [SizeSetting]
        [SettingRange("1KiB", "1TiB")]
        public long Size { get; init; } = 4096;

        [SettingRange("0", MinimumIsExclusive = true)]
        public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

        public TimeSpan? Delay { get; init; }

        public bool IsFast { get; init; }

        public int Count { get; init; } = 1;

        public long Total { get; init; } = 2;

        public Mode Mode { get; init; }

        public long? Limit { get; init; }

        public ImmutableArray<string> Names { get; init; } = ["default"];

        [ConfigurationKeyName("CAfile")]
        public string? AuthorityFile { get; init; }
    }

    private sealed record Demanding
    {
        public required string Url { get; init; }
    }

    private sealed record Annotated : IValidatableObject
    {
        [StringLength(5, ErrorMessage = "the {0} is too long.")]
        public string Name { get; init; } = "";

        public int Low { get; init; }

        public int High { get; init; }

        public bool IsEmpty => Low == High;

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Low > High)
            {
                yield return new ValidationResult("it must not be greater than high", [nameof(Low)]);
                yield return new ValidationResult("not reported for a setting that has a fault", [nameof(High)]);
            }
        }
    }

    private sealed record Unsuitable
    {
        public Uri? Address { get; init; }
    }

    private sealed record Positional(string Name);

    private sealed record Described
    {
        [Description("The text.")]
        public required string Text { get; init; }

        public bool IsFast { get; init; }

        public int? Count { get; init; }

        [SizeSetting]
        public long Space { get; init; }

        public TimeSpan Delay { get; init; }

        public Mode Mode { get; init; }

        public ImmutableArray<string> Names { get; init; } = [];
    }

    /// <summary>A configuration that gets typed declarations.</summary>
    private sealed class TypedConfiguration : IPluginConfiguration
    {
        private readonly IConfigurationRoot _one = Configure(("text", "x"));

        public IReadOnlyCollection<SettingDeclaration> Declared { get; private set; } = [];

        public string? this[string key]
        {
            get => _one[key];
            set => _one[key] = value;
        }

        public void Declare(IReadOnlyCollection<string> settings) => throw new NotSupportedException();

        public void DeclareTyped(IReadOnlyCollection<SettingDeclaration> settings) => Declared = settings;

        public IConfigurationSection GetSection(string key) => _one.GetSection(key);

        public IEnumerable<IConfigurationSection> GetChildren() => _one.GetChildren();

        public IChangeToken GetReloadToken() => _one.GetReloadToken();
    }

    private sealed class DeclaredConfiguration : IPluginConfiguration
    {
        private readonly IConfigurationRoot _empty = Configure();

        public IReadOnlyCollection<string> Declared { get; private set; } = [];

        public string? this[string key]
        {
            get => _empty[key];
            set => _empty[key] = value;
        }

        public void Declare(IReadOnlyCollection<string> settings) => Declared = settings;

        public IConfigurationSection GetSection(string key) => _empty.GetSection(key);

        public IEnumerable<IConfigurationSection> GetChildren() => _empty.GetChildren();

        public IChangeToken GetReloadToken() => _empty.GetReloadToken();
    }
}
