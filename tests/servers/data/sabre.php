<?php
/* A sabre/dav calendar server over SQLite for the tests: php -S 127.0.0.1:PORT sabre.php */
error_reporting(0);
date_default_timezone_set('UTC');

$file = getenv('SABRE_DATA') . '/db.sqlite';
$fresh = !file_exists($file);
$pdo = new \PDO('sqlite:' . $file);
$pdo->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
if ($fresh) {
    foreach (glob('/usr/share/doc/php-sabre-dav/examples/sql/sqlite.{principals,calendars}.sql', GLOB_BRACE) as $sql) {
        $pdo->exec(file_get_contents($sql));
    }
    $pdo->exec("INSERT INTO principals (uri, email, displayname) VALUES ('principals/dana', 'dana@example.com', 'Dana')");
}

require_once 'Sabre/autoload.php';

class OneUser extends \Sabre\DAV\Auth\Backend\AbstractBasic {
    protected function validateUserPass($username, $password) {
        return $username === 'dana' && $password === 'secret';
    }
}

$calendars = new \Sabre\CalDAV\Backend\PDO($pdo);
$principals = new \Sabre\DAVACL\PrincipalBackend\PDO($pdo);
$server = new \Sabre\DAV\Server([
    new \Sabre\CalDAV\Principal\Collection($principals),
    new \Sabre\CalDAV\CalendarRootNode($principals, $calendars),
]);
$server->setBaseUri('/');
$server->addPlugin(new \Sabre\DAV\Auth\Plugin(new OneUser(), 'sabre'));
$server->addPlugin(new \Sabre\DAVACL\Plugin());
$server->addPlugin(new \Sabre\CalDAV\Plugin());
$server->exec();
