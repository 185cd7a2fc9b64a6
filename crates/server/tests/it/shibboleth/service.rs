//! Two services behind Shibboleth: its daemon and one Apache, with files of their own in a folder of their own.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};

use crate::installation::end;

/// What they are called.
pub(super) const NAMES: [&str; 2] = ["one.example", "two.example"];

/// Where Debian keeps what every service needs and none changes.
const SHARED: &str = "/etc/shibboleth";

pub(super) struct Services {
    folder: PathBuf,
    daemon: Child,
    apache: Child,
    /// Where Apache listens.
    pub(super) port: u16,
}

/// What Apache is told.
fn apache(folder: &str, modules: &str, port: u16) -> String {
    let load = |(name, file): (&str, &str)| format!("LoadModule {name} {modules}/{file}.so\n");
    let modules: String = [
        ("mpm_event_module", "mod_mpm_event"),
        ("authn_core_module", "mod_authn_core"),
        ("authz_core_module", "mod_authz_core"),
        ("authz_user_module", "mod_authz_user"),
        ("mod_shib", "mod_shib"),
    ]
    .map(load)
    .concat();
    let [one, two] = NAMES;
    // By the scheme in its name each believes to stand behind a proxy that ends the TLS.
    format!(
        r#"ServerRoot "{folder}"
PidFile "{folder}/apache.pid"
ErrorLog "{folder}/apache.log"
Listen 127.0.0.1:{port}
User www-data
Group www-data
{modules}
ShibConfig "{folder}/shibboleth2.xml"
UseCanonicalName On
DocumentRoot "{folder}/site"
<Location "/in">
AuthType shibboleth
ShibRequestSetting requireSession 1
Require valid-user
</Location>
<VirtualHost 127.0.0.1:{port}>
ServerName https://{one}:443
</VirtualHost>
<VirtualHost 127.0.0.1:{port}>
ServerName https://{two}:443
<Location "/">
ShibRequestSetting applicationId two
</Location>
</VirtualHost>
"#
    )
}

/// What Shibboleth is told.
fn shibboleth(folder: &str, issuer: &str, port: u16) -> String {
    let [one, two] = NAMES;
    format!(
        r#"<SPConfig xmlns="urn:mace:shibboleth:3.0:native:sp:config" clockSkew="180">
<OutOfProcess logger="{folder}/daemon.logger"/>
<InProcess logger="{folder}/module.logger"/>
<TCPListener address="127.0.0.1" port="{port}" acl="127.0.0.1"/>
<ApplicationDefaults id="default" entityID="https://{one}/shibboleth" REMOTE_USER="mail" signing="true">
<Sessions lifetime="28800" timeout="3600" relayState="ss:mem" checkAddress="false" handlerSSL="true" cookieProps="https" redirectLimit="exact">
<SSO entityID="{issuer}">SAML2</SSO>
<Logout>SAML2 Local</Logout>
<Handler type="MetadataGenerator" Location="/Metadata" signing="false"/>
<Handler type="Session" Location="/Session" showAttributeValues="true"/>
</Sessions>
<MetadataProvider type="XML" validate="false" path="{folder}/provider.xml"/>
<AttributeExtractor type="XML" validate="false" reloadChanges="false" path="{folder}/attributes.xml"/>
<CredentialResolver type="File" key="{folder}/key.pem" certificate="{folder}/certificate.pem"/>
<ApplicationOverride id="two" entityID="https://{two}/shibboleth"/>
</ApplicationDefaults>
<SecurityPolicyProvider type="XML" validate="false" path="{SHARED}/security-policy.xml"/>
<ProtocolProvider type="XML" validate="false" reloadChanges="false" path="{SHARED}/protocols.xml"/>
</SPConfig>
"#
    )
}

/// By which names attributes are shown.
const ATTRIBUTES: &str = r#"<Attributes xmlns="urn:mace:shibboleth:2.0:attribute-map" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<Attribute name="urn:oid:0.9.2342.19200300.100.1.3" id="mail"/>
<Attribute name="urn:oid:2.5.4.42" id="givenName"/>
<Attribute name="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent" id="persistent-id">
<AttributeDecoder xsi:type="NameIDAttributeDecoder" formatter="$Name" defaultQualifiers="true"/>
</Attribute>
</Attributes>
"#;

fn logger(file: &Path) -> String {
    let file = file.display();
    format!(
        "log4j.rootCategory=WARN, out\n\
         log4j.appender.out=org.apache.log4j.FileAppender\n\
         log4j.appender.out.fileName={file}\n\
         log4j.appender.out.layout=org.apache.log4j.PatternLayout\n\
         log4j.appender.out.layout.ConversionPattern=%d %p %c: %m%n\n"
    )
}

impl Services {
    /// Starts them with our metadata.
    pub(super) async fn start(modules: &str, portal: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("guildhall-shibboleth-{}", std::process::id()));
        let site = folder.join("site");
        std::fs::create_dir_all(&site).expect("a folder");
        let issuer = format!("{portal}/saml/metadata");
        let metadata = reqwest::get(&issuer).await.expect("an answer").text().await.expect("text");
        let (port, daemon_port) = (testkit::free_port(), testkit::free_port());
        let name = folder.to_str().expect("a path");
        let write = |file: &str, text: &str| {
            std::fs::write(folder.join(file), text).expect("a file is written")
        };
        write("provider.xml", &metadata);
        write("apache.conf", &apache(name, modules, port));
        write("shibboleth2.xml", &shibboleth(name, &issuer, daemon_port));
        write("attributes.xml", ATTRIBUTES);
        write("daemon.logger", &logger(&folder.join("daemon.log")));
        write("module.logger", &logger(&folder.join("module.log")));
        write("module.log", "");
        write("site/in", "come in\n");
        write("site/bye", "gone\n");
        // Apache goes on as a user of its own where it is started by root.
        let may = |file: &Path, mode| {
            let mode = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(file, mode).expect("it is ours");
        };
        may(&folder, 0o755);
        may(&site, 0o755);
        may(&folder.join("module.log"), 0o666);
        let keys = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj"])
            .args(["/CN=one.example", "-keyout", "key.pem", "-out", "certificate.pem"])
            .current_dir(&folder)
            .output()
            .await
            .expect("openssl runs");
        assert!(keys.status.success(), "{}", String::from_utf8_lossy(&keys.stderr));
        let log = |file: &str| std::fs::File::create(folder.join(file)).expect("a file");
        let daemon = Command::new("/usr/sbin/shibd")
            .args([
                "-F",
                "-f",
                "-c",
                &format!("{name}/shibboleth2.xml"),
                "-p",
                &format!("{name}/daemon.pid"),
            ])
            .stdout(Stdio::null())
            .stderr(log("daemon.out"))
            .kill_on_drop(true)
            .spawn()
            .expect("shibd starts");
        let apache = Command::new("/usr/sbin/apache2")
            .args(["-X", "-f", &format!("{name}/apache.conf")])
            .stdout(Stdio::null())
            .stderr(log("apache.out"))
            .kill_on_drop(true)
            .spawn()
            .expect("apache2 starts");
        let services = Self { folder, daemon, apache, port };
        services.answer().await;
        services
    }

    /// Returns once they answer.
    async fn answer(&self) {
        let ready = async {
            // Other processes cannot be waited for but by asking again.
            let mut again = tokio::time::interval(Duration::from_millis(100));
            while self.ask(NAMES[0]).await.is_none() {
                again.tick().await;
            }
        };
        if tokio::time::timeout(Duration::from_secs(60), ready).await.is_err() {
            for file in ["daemon.out", "daemon.log", "apache.out", "apache.log", "module.log"] {
                let said = std::fs::read_to_string(self.folder.join(file)).unwrap_or_default();
                crate::installation::say(&format!("{file}: {said}"));
            }
            panic!("Shibboleth does not answer");
        }
    }

    async fn ask(&self, name: &str) -> Option<String> {
        let client = reqwest::Client::builder().resolve(name, ([127, 0, 0, 1], self.port).into());
        let address = format!("http://{name}:{}/Shibboleth.sso/Metadata", self.port);
        let answer = client.build().expect("a client").get(address).send().await.ok()?;
        answer.error_for_status().ok()?.text().await.ok()
    }

    /// What a service says of itself.
    pub(super) async fn metadata(&self, name: &str) -> String {
        self.ask(name).await.expect("metadata")
    }

    /// Ends them and leaves nothing behind.
    pub(super) async fn end(&mut self) {
        end(&mut self.apache).await;
        end(&mut self.daemon).await;
        std::fs::remove_dir_all(&self.folder).expect("it is ours");
    }
}
