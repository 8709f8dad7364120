namespace Imaginator.Plugins.Mail.Tests;

/// <summary>Settings and their faults.</summary>
public sealed class MailSettingsTests
{
    [Theory]
    [InlineData("security", "startTls", null)]
    [InlineData("security", "ssl", "setting security: \"ssl\" is not one of startTls, tls, none")]
    [InlineData("host", "mail server", "setting host: \"mail server\" is not the name or address of a machine")]
    [InlineData("from", "imaginator", "setting from: \"imaginator\" is not an e-mail address")]
    [InlineData("to:0", "ops", "setting to: \"ops\" is not an e-mail address")]
    [InlineData("port", "70000", "setting port: \"70000\" is too large; the maximum is 65535")]
    [InlineData("user", "imaginator", "setting user: its password is missing; write the setting password")]
    [InlineData("password", "secret", "setting password: it has no user; write the setting user, too")]
    [InlineData("subjectPrefix", "a\nb", "setting subjectPrefix: it contains a control character")]
    public async Task Faults_AreNamed(string name, string value, string? fault)
    {
        var settings = Samples.SettingsOf(25, (name, value));

        var failure = await Record.ExceptionAsync(async () => await (await Samples.OpenAsync(settings)).DisposeAsync());

        Assert.Equal(fault, failure is null ? null : Assert.Single(Assert.IsType<SettingsException>(failure).Faults).ToString());
    }

    [Fact]
    public async Task RequiredSettings_AreNamed()
    {
        var failure = await Assert.ThrowsAsync<SettingsException>(() => Samples.OpenAsync(new Dictionary<string, string?>()));

        Assert.Equal(["host", "from", "to"], failure.Faults.Select(fault => fault.Setting));
    }

    [Fact]
    public async Task Password_IsNotSentWithoutTls_ToAnotherMachine()
    {
        var settings = Samples.SettingsOf(25, ("host", "mail.example.org"), ("user", "imaginator"), ("password", "secret"));

        var failure = await Assert.ThrowsAsync<SettingsException>(() => Samples.OpenAsync(settings));

        Assert.StartsWith("setting security: without protection", Assert.Single(failure.Faults).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(MailSecurity.StartTls), 587)]
    [InlineData(nameof(MailSecurity.Tls), 465)]
    [InlineData(nameof(MailSecurity.None), 25)]
    public void Port_DependsOnTheSecurity(string security, int port) => Assert.Equal(
        port, new MailSettings { Host = "mail", From = "a@b", To = [], Security = Enum.Parse<MailSecurity>(security) }.ServerPort);
}
