using Imaginator.Postgres.Connecting;
using Npgsql;

namespace Imaginator.Postgres.Tests.Connecting;

public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("postgres://ann@db.example.org/site", "db.example.org:5432", "VerifyFull")]
    [InlineData("postgresql://ann@db:5433/site", "db:5433", "VerifyFull")]
    [InlineData("postgres://ann@a:1,b/site?port=2&sslmode=require", "a:1,b:2", "Require")]
    [InlineData("postgres://ann@127.0.0.1/site", "127.0.0.1:5432", "Prefer")]
    [InlineData("postgres://ann@127.0.0.1,db/site", "127.0.0.1:5432,db:5432", "VerifyFull")]
    [InlineData("postgres://ann@[::1]:7/site", "[::1]:7", "Prefer")]
    [InlineData("postgres://ann@[2001:db8::1]/site?sslmode=verify-ca", "[2001:db8::1]:5432", "VerifyCA")]
    [InlineData("postgres://ann@%2Frun%2Fpostgresql/site", "/run/postgresql:5432", "Disable")]
    [InlineData("postgres://ann@/site?host=/run/postgresql&port=5433", "/run/postgresql:5433", "Disable")]
    public void Url_NamesServersAndTheirEncryption(string text, string hosts, string encryption)
    {
        var url = DatabaseUrl.Parse(text);

        Assert.Equal(("ann", "site"), (url.User, url.Database));
        Assert.Equal(hosts, string.Join(',', url.Hosts));
        Assert.Equal(Enum.Parse<SslMode>(encryption), url.Encryption);
    }

    [Fact]
    public void Names_CanBeEscaped()
    {
        var url = DatabaseUrl.Parse("postgres://ann%40example@db/site%20one?sslrootcert=/etc/ca%2B.pem");

        Assert.Equal(("ann@example", "site one", "/etc/ca+.pem"), (url.User, url.Database, url.RootCertificate));
    }

    [Theory]
    [InlineData("postgres://ann:secret@db/site")]
    [InlineData("postgres://ann@db/site?password=secret")]
    public void Password_IsRefused_AndNotRepeated(string text)
    {
        var fault = Assert.Throws<ImaginatorException>(() => DatabaseUrl.Parse(text));

        Assert.Contains("-databasePasswordFile", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mysql://ann@db/site", "postgres://")]
    [InlineData("postgres://db/site", "user")]
    [InlineData("postgres://@db/site", "user")]
    [InlineData("postgres://ann@db", "database")]
    [InlineData("postgres://ann@db/", "database")]
    [InlineData("postgres://ann@db/a/b", "slash")]
    [InlineData("postgres://ann@/site", "server")]
    [InlineData("postgres://ann@db,/site", "server")]
    [InlineData("postgres://ann@::1/site", "brackets")]
    [InlineData("postgres://ann@[::1/site", "IPv6")]
    [InlineData("postgres://ann@db:0/site", "port")]
    [InlineData("postgres://ann@db:65536/site", "port")]
    [InlineData("postgres://ann@db:x/site", "port")]
    [InlineData("postgres://ann@db/site?sslmode=maybe", "sslmode")]
    [InlineData("postgres://ann@db/site?sslmode=require&sslmode=disable", "twice")]
    [InlineData("postgres://ann@db/site?timeout=5", "timeout")]
    [InlineData("postgres://ann@db/site?host=/run", "server")]
    public void InvalidUrl_IsRefused_WithItsFault(string text, string part) =>
        Assert.Contains(part, Assert.Throws<ImaginatorException>(() => DatabaseUrl.Parse(text)).Message, StringComparison.Ordinal);
}
