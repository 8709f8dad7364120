using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Plugins.GitSource.Tests.Servers;

[assembly: AssemblyFixture(typeof(GitServers))]

namespace Imaginator.Plugins.GitSource.Tests.Servers;

/// <summary>
/// The real things, started once for all tests on loopback ports of their own: git http-backend behind nginx (http and
/// https, basic authentication below <c>/private</c>), sshd, git daemon. All serve the same directory.
/// </summary>
public sealed class GitServers : IAsyncLifetime
{
    /// <summary>The user that nginx lets in.</summary>
    public const string User = "builder";

    /// <summary>His password: it has what URLs must escape.</summary>
    public const string Password = "p@ss w/rd%41";

    /// <summary>Another user that nginx lets in.</summary>
    public const string LiteralUser = "literal";

    /// <summary>The password of the other user: it looks like one that is percent-encoded.</summary>
    public const string LiteralPassword = "abc%41";

    private readonly TemporaryDirectory _directory = new();
    private readonly List<IAsyncDisposable> _programs = [];

    /// <summary>Where repositories are put; a name in it is the path on every server.</summary>
    public string Root => In("repositories");

    /// <summary>The port of nginx for http.</summary>
    public int HttpPort { get; private set; }

    /// <summary>The port of nginx for https.</summary>
    public int HttpsPort { get; private set; }

    /// <summary>The port of sshd.</summary>
    public int SshPort { get; private set; }

    /// <summary>The port of git daemon.</summary>
    public int DaemonPort { get; private set; }

    /// <summary>The certificate of the https server, PEM.</summary>
    public string CertificateFile => In("certificate.pem");

    /// <summary>A private key that sshd accepts.</summary>
    public string IdentityFile => In("user_key");

    /// <summary>A private key that sshd does not accept.</summary>
    public string StrangerIdentityFile => In("stranger_key");

    /// <summary>A known_hosts file with the key of sshd.</summary>
    public string KnownHostsFile => In("known_hosts");

    /// <summary>A known_hosts file with another key for the address of sshd.</summary>
    public string ChangedHostsFile => In("changed_hosts");

    /// <summary>An ssh configuration in which the host <c>git-host</c> is sshd.</summary>
    public string SshConfigFile => In("ssh_config");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        try
        {
            Directory.CreateDirectory(Root);
            await Task.WhenAll(StartNginxAsync(), StartSshdAsync(), StartDaemonAsync());
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs)
        {
            await program.DisposeAsync();
        }

        _directory.Dispose();
    }

    private async Task StartNginxAsync()
    {
        var nginx = ServerProgram.Find("nginx-light", "/usr/sbin/nginx");
        var fcgiwrap = ServerProgram.Find("fcgiwrap", "/usr/sbin/fcgiwrap");
        var backend = ServerProgram.Find("git", "/usr/lib/git-core/git-http-backend", "/usr/libexec/git-core/git-http-backend");
        WriteCertificate();
        await File.WriteAllTextAsync(In("passwords"), $"{User}:{{PLAIN}}{Password}\n{LiteralUser}:{{PLAIN}}{LiteralPassword}\n");
        var socket = In("fcgi");
        await StartAsync(() => File.Exists(socket), fcgiwrap, "-c", "4", "-s", $"unix:{socket}");
        HttpPort = FreePort.Next();
        HttpsPort = FreePort.Next();
        await File.WriteAllTextAsync(In("nginx.conf"), $$"""
            user root;
            daemon off;
            worker_processes 1;
            pid {{In("nginx.pid")}};
            error_log stderr error;
            events { worker_connections 128; }
            http {
                access_log off;
                client_body_temp_path {{In("body")}};
                fastcgi_temp_path {{In("fastcgi")}};
                proxy_temp_path {{In("proxy")}};
                uwsgi_temp_path {{In("uwsgi")}};
                scgi_temp_path {{In("scgi")}};
                gzip on;
                gzip_types application/x-git-upload-pack-advertisement;
                fastcgi_buffering off;
                fastcgi_param SCRIPT_FILENAME {{backend}};
                fastcgi_param GIT_PROJECT_ROOT {{Root}};
                fastcgi_param GIT_HTTP_EXPORT_ALL 1;
                fastcgi_param PATH_INFO $path;
                fastcgi_param QUERY_STRING $query_string;
                fastcgi_param REQUEST_METHOD $request_method;
                fastcgi_param CONTENT_TYPE $content_type;
                fastcgi_param CONTENT_LENGTH $content_length;
                fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;
                fastcgi_param REMOTE_USER $remote_user;
                server {
                    listen 127.0.0.1:{{HttpPort}};
                    listen 127.0.0.1:{{HttpsPort}} ssl;
                    ssl_certificate {{CertificateFile}};
                    ssl_certificate_key {{In("certificate.key")}};
                    set $path $uri;
                    location / { fastcgi_pass unix:{{socket}}; }
                    location ~ ^/private(/.*) {
                        set $path $1;
                        auth_basic git;
                        auth_basic_user_file {{In("passwords")}};
                        fastcgi_pass unix:{{socket}};
                    }
                    location ~ ^/moved(/.*) { return 302 $1$is_args$args; }
                    location ~ ^/elsewhere/(\d+)(/.*) { return 302 http://127.0.0.1:$1$2$is_args$args; }
                    location /loop/ { return 302 $request_uri; }
                    location /page/ { return 200 "no git here"; }
                    location /forbidden/ { return 403; }
                    location /broken/ { return 500; }
                }
            }
            """);
        await StartAsync(() => ServerProgram.Answers(HttpPort) && ServerProgram.Answers(HttpsPort), nginx, "-c", In("nginx.conf"));
    }

    private async Task StartSshdAsync()
    {
        var sshd = ServerProgram.Find("openssh-server", "/usr/sbin/sshd");
        var keygen = ServerProgram.Find("openssh-client", "/usr/bin/ssh-keygen");
        await Task.WhenAll(new[] { "host_key", "other_host_key", "user_key", "stranger_key" }
            .Select(name => ServerProgram.RunAsync(keygen, "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", In(name))));
        SshPort = FreePort.Next();
        await WriteKnownHostsAsync(KnownHostsFile, "host_key.pub");
        await WriteKnownHostsAsync(ChangedHostsFile, "other_host_key.pub");
        await File.WriteAllTextAsync(SshConfigFile,
            $"Host git-host\n  HostName 127.0.0.1\n  Port {SshPort}\n  IdentitiesOnly yes\n");
        await File.WriteAllTextAsync(In("sshd_config"), $"""
            ListenAddress 127.0.0.1
            Port {SshPort}
            HostKey {In("host_key")}
            PidFile none
            AuthorizedKeysFile {In("user_key.pub")}
            StrictModes no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            UsePAM no
            MaxStartups 100

            """);

        // The directory that sshd goes to while it knows nobody yet; a service would have made it.
        Directory.CreateDirectory("/run/sshd");
        await StartAsync(() => ServerProgram.Answers(SshPort), sshd, "-D", "-e", "-f", In("sshd_config"));
    }

    private Task StartDaemonAsync()
    {
        var git = ServerProgram.Find("git", "/usr/bin/git");
        DaemonPort = FreePort.Next();
        return StartAsync(() => ServerProgram.Answers(DaemonPort), git, "daemon", "--export-all", "--reuseaddr",
            "--listen=127.0.0.1", $"--port={DaemonPort}", $"--base-path={Root}", Root);
    }

    private async Task StartAsync(Func<bool> isUp, params string[] command)
    {
        var program = await ServerProgram.StartAsync(isUp, command);
        lock (_programs)
        {
            _programs.Add(program);
        }
    }

    private async Task WriteKnownHostsAsync(string file, string publicKey)
    {
        var key = await File.ReadAllTextAsync(In(publicKey));
        await File.WriteAllTextAsync(file, $"[127.0.0.1]:{SshPort} {key}");
    }

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=git test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(In("certificate.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private string In(string name) => _directory.PathOf(name);
}
